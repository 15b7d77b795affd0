import type { Product } from '~/api/types';

export type MatrixProduct = { product: Product; permissions: Product['permissions'] };

/**
 * The products with the permissions that can be given in an organization: the platform's own only in the platform
 * organization. With text, only those that have it in their name or key; a product that has it shows all of its own.
 */
export function matrix(
  products: readonly Product[],
  {
    platform,
    text,
    name,
  }: { platform: boolean; text: string; name: (of: { name: Product['name'] }) => string },
): MatrixProduct[] {
  const wanted = text.trim().normalize().toLocaleLowerCase();
  const has = (value: string) => value.normalize().toLocaleLowerCase().includes(wanted);
  return products.flatMap((product) => {
    const all = product.permissions.filter((permission) => platform || !permission.platformOnly);
    const whole = wanted === '' || has(name(product)) || has(product.key);
    const permissions = whole
      ? all
      : all.filter((permission) => has(permission.key) || has(name(permission)));
    return whole || permissions.length > 0 ? [{ product, permissions }] : [];
  });
}

/** Whether all, some or none of the keys are ticked. */
export function tickState(keys: readonly string[], ticked: readonly string[]): 'all' | 'some' | 'none' {
  const count = keys.filter((key) => ticked.includes(key)).length;
  if (count === 0) return 'none';
  return count === keys.length ? 'all' : 'some';
}

/** One click on a product's box: ticks what is not yet ticked; where all is, takes all of it away. */
export function toggleAll(keys: readonly string[], ticked: readonly string[]): string[] {
  return tickState(keys, ticked) === 'all'
    ? ticked.filter((key) => !keys.includes(key))
    : [...ticked, ...keys.filter((key) => !ticked.includes(key))];
}

export function toggle(key: string, ticked: readonly string[]): string[] {
  return ticked.includes(key) ? ticked.filter((other) => other !== key) : [...ticked, key];
}
