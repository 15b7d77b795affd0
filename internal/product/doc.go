// Package product holds the products of the platform and the permissions that they declare, with names in
// every language of the console.
//
// The product console is this program's own: it is embedded (console.yaml) and fixed. The others come from
// manifests, of which demo/products.yaml is one, or through the API. Which permission lets somebody do what
// is not said here: see package access.
package product
