import type { PermissionAnswer, Product } from '~/api/types';

export type ProductAnswers = {
  product: Product;
  answers: (PermissionAnswer & { names: Product['name'] })[];
};

/** The answers in the order of the products that declare the permissions; what no product declares is left out. */
export function byProduct(
  products: readonly Product[],
  answers: readonly PermissionAnswer[],
): ProductAnswers[] {
  const found = new Map(answers.map((answer) => [answer.permission, answer]));
  return products
    .map((product) => ({
      product,
      answers: product.permissions.flatMap(({ key, name }) => {
        const answer = found.get(key);
        return answer ? [{ ...answer, names: name }] : [];
      }),
    }))
    .filter(({ answers: own }) => own.length > 0);
}

/** What is missing for every permission that is not allowed, where that is one and the same thing for all of them. */
export function commonReason(answers: readonly PermissionAnswer[]): PermissionAnswer['missing'] | undefined {
  // What no role can hold yet is not for want of anything on their side.
  const refused = answers.filter(
    ({ allowed, missing }) => !allowed && missing[0]?.code !== 'permission_not_supported',
  );
  const [first] = refused;
  if (!first || refused.length < 2) return undefined;
  const reason = JSON.stringify(first.missing);
  return refused.every(({ missing }) => JSON.stringify(missing) === reason) ? first.missing : undefined;
}
