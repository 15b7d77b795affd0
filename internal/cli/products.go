package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/product"
)

func (c *command) products() *cobra.Command {
	parent := &cobra.Command{Use: "product", Short: "Products of the platform and their permissions"}
	parent.AddCommand(&cobra.Command{
		Use: "apply FILE", Short: "Declare the products of a YAML manifest, all or none",
		Long: "Declare the products of a YAML manifest, all or none. A permission that a product no longer has is taken\n" +
			"from the roles that hold it. Products that are not in the manifest stay as they are.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := os.Open(args[0])
			if err != nil {
				return err
			}
			products, err := product.Read(file)
			if err = errors.Join(err, file.Close()); err != nil {
				return err
			}
			a, err := c.open(cmd)
			if err != nil {
				return err
			}
			changed, err := a.Products.Apply(cmd.Context(), app.Operator(), products)
			if err = errors.Join(err, a.Close()); err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.streams.Out, "%d declared or changed, %d unchanged\n", changed, len(products)-changed)
			return err
		},
	})
	return parent
}
