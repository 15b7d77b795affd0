package api

import (
	"context"
	"encoding/json"

	"github.com/tenantry/tenantry/internal/access"
)

// manyInput names what a change of many is about.
type manyInput struct {
	IdempotencyKey
	Body struct {
		IDs []string `json:"ids" nullable:"false" minItems:"1" maxItems:"1000" doc:"One that is there twice counts once"`
	}
}

func (in manyInput) fingerprint() ([]byte, error) { return json.Marshal(in.Body) }

// Changed is what a change of many changed. What was as it should be already is not among it.
type Changed struct {
	Count int      `json:"count"`
	IDs   []string `json:"ids" nullable:"false"`
}

type manyOutput struct{ Body Changed }

// many makes a handler of a change of many: all of them or, with an error, none.
func many(change func(ctx context.Context, caller access.Caller, ids []string) ([]string, error)) func(context.Context, *manyInput) (*manyOutput, error) {
	return func(ctx context.Context, in *manyInput) (*manyOutput, error) {
		ids, err := change(ctx, callerOf(ctx).Caller, in.Body.IDs)
		if err != nil {
			return nil, err
		}
		return &manyOutput{Changed{len(ids), ids}}, nil
	}
}
