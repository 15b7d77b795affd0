import { countCharacters } from '~/lib/format';
import { z } from '~/lib/zod';
import {
  applies,
  externalKeyLength,
  nameLength,
  type OrganizationValues,
  representativeNameLength,
  requiredFields,
} from './formRules';

/** The server's codes, so that the words for them stand once. */
type Code = 'required' | 'too_long';

const text = z.string().transform((value) => value.trim());
const filled = text.refine((value) => value !== '', { error: 'required', abort: true });
const atMost = (length: number) => (value: string) => countCharacters(value) <= length;

// Presence and length only: what a number or an address has to be, the server knows and says.
const schema = z
  .object({
    name: filled.refine(atMost(nameLength), { error: 'too_long' }),
    website: text,
    timeZone: filled,
    externalKey: text.refine(atMost(externalKeyLength), { error: 'too_long' }),
    registered: z.boolean(),
    registration: z.any(),
  })
  .superRefine(
    ({ registered, registration }: Pick<OrganizationValues, 'registered' | 'registration'>, context) => {
      if (!registered) return;
      const say = (message: Code, ...path: string[]) =>
        context.addIssue({ code: 'custom', message, path: ['registration', ...path] });
      if (registration.address.base.trim() === '') say('required', 'address', 'base');
      for (const field of requiredFields) {
        const value = registration[field];
        const empty = value === null || (typeof value === 'string' && value.trim() === '');
        if (applies(field, registration) && empty) say('required', field);
      }
      if (
        applies('representativeName', registration) &&
        countCharacters(registration.representativeName) > representativeNameLength
      ) {
        say('too_long', 'representativeName');
      }
    },
  );

/** What is wrong, by the path of the form's field. */
export function validate(values: OrganizationValues): Record<string, Code> {
  const result = schema.safeParse(values);
  if (result.success) return {};
  const errors: Record<string, Code> = {};
  for (const issue of result.error.issues) {
    const path = issue.path.join('.');
    errors[path] ??= issue.message as Code;
  }
  return errors;
}
