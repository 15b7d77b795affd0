package group_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/organization"
)

// executing makes a contracting organization an executing one under another.
func executing(under string) organization.Patch {
	integrated := (*bool)(nil)
	return organization.Patch{Registration: &organization.RegistrationPatch{
		Type: to(organization.Executing), RegisteredOrganizationID: to(under), RepresentativeName: to(""), MainPhone: to(""),
		BusinessRegistrationNumber: to(""), ControlIntegrated: &integrated,
	}}
}

// The highest level of a hierarchy must stay contracting; a lower one with others below it need not.
func TestHighestLevelStaysContracting(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("top", "middle", "low")
		aside := w.Contracting("aside")
		for name, patch := range map[string]organization.Patch{"executing": executing(aside), "not registered": {NoRegistration: true}} {
			if _, _, err := w.Organizations.Update(ctx, w.Caller(""), chain[0], patch, nil); apptest.Code(err) != "type_in_use" {
				t.Errorf("the highest level became %s: %v", name, err)
			}
		}
		if _, _, err := w.Organizations.Update(ctx, w.Caller(""), chain[1], executing(aside), nil); err != nil {
			t.Errorf("a lower level with others below it: %v", err)
		}
	})
}
