package api

import (
	"context"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/product"
)

// Names is what something is called, in every language of the interface.
type Names struct {
	English  string `json:"en"`
	Korean   string `json:"ko"`
	Japanese string `json:"ja"`
	Thai     string `json:"th"`
}

func (n Names) names() product.Names {
	return product.Names{"en": n.English, "ko": n.Korean, "ja": n.Japanese, "th": n.Thai}
}

func wireNames(n product.Names) Names {
	return Names{English: n["en"], Korean: n["ko"], Japanese: n["ja"], Thai: n["th"]}
}

// Product is the wire form of a product.
type Product struct {
	Key               string              `json:"key"`
	Name              Names               `json:"name"`
	MemberPermissions bool                `json:"memberPermissions" doc:"false: the product does not support member permissions yet, and no role can hold them"`
	Fixed             bool                `json:"fixed" doc:"The product console, which is this program's own"`
	Permissions       []ProductPermission `json:"permissions" nullable:"false"`
}

// ProductPermission is what one may do in a product.
type ProductPermission struct {
	Key          string `json:"key" doc:"product.resource.verb"`
	Name         Names  `json:"name"`
	PlatformOnly bool   `json:"platformOnly" doc:"Can be held in the platform organization only; shown to platform staff only"`
}

func wireProduct(p product.Product) Product {
	out := Product{
		Key: p.Key, Name: wireNames(p.Name), MemberPermissions: p.MemberPermissions, Fixed: p.Key == product.ConsoleKey,
		Permissions: make([]ProductPermission, len(p.Permissions)),
	}
	for i, q := range p.Permissions {
		out.Permissions[i] = ProductPermission{Key: q.Key, Name: wireNames(q.Name), PlatformOnly: q.PlatformOnly}
	}
	return out
}

// ProductList is all products.
type ProductList struct {
	Items []Product `json:"items" nullable:"false" doc:"console first, then in the order they were declared"`
}

func (s *Server) listProducts(ctx context.Context, _ *struct{}) (*struct{ Body ProductList }, error) {
	products, err := s.Products.List(ctx, callerOf(ctx).Caller)
	if err != nil {
		return nil, err
	}
	out := &struct{ Body ProductList }{ProductList{Items: make([]Product, len(products))}}
	for i, p := range products {
		out.Body.Items[i] = wireProduct(p)
	}
	return out, nil
}

type putProductInput struct {
	Key  string `path:"key"`
	Body struct {
		Name              Names `json:"name"`
		MemberPermissions bool  `json:"memberPermissions"`
		Permissions       []struct {
			Key  string `json:"key" doc:"product.resource.verb"`
			Name Names  `json:"name"`
		} `json:"permissions" nullable:"false" maxItems:"200"`
	}
}

func (s *Server) putProduct(ctx context.Context, in *putProductInput) (*struct{ Body Product }, error) {
	p := product.Product{Key: in.Key, Name: in.Body.Name.names(), MemberPermissions: in.Body.MemberPermissions, Permissions: []product.Permission{}}
	for _, q := range in.Body.Permissions {
		p.Permissions = append(p.Permissions, product.Permission{Key: q.Key, Name: q.Name.names()})
	}
	p, err := s.Products.Put(ctx, callerOf(ctx).Caller, p)
	if f, ok := fault.As(err); ok {
		for i := range f.Fields {
			if f.Fields[i].Location == "body.key" {
				f.Fields[i].Location = "path.key"
			}
		}
	}
	return &struct{ Body Product }{wireProduct(p)}, err
}

type productInput struct {
	Key string `path:"key"`
}

func (s *Server) deleteProduct(ctx context.Context, in *productInput) (*struct{}, error) {
	return nil, s.Products.Delete(ctx, callerOf(ctx).Caller, in.Key)
}
