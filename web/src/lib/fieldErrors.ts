import type { FieldError } from '~/api/problem';

/**
 * Sorts a refusal's errors onto the form's fields: `body.registration.address.base` belongs to
 * `registration.address.base`. What belongs to no field that is shown must not get lost: it is left over.
 */
export function sortErrors(
  errors: readonly FieldError[],
  isShown: (path: string) => boolean,
): { fields: Record<string, FieldError>; leftOver: FieldError[] } {
  const fields: Record<string, FieldError> = {};
  const leftOver: FieldError[] = [];
  for (const error of errors) {
    const path = error.location.startsWith('body.') ? error.location.slice('body.'.length) : '';
    if (path !== '' && isShown(path)) fields[path] ??= error;
    else leftOver.push(error);
  }
  return { fields, leftOver };
}
