import { countCharacters } from '~/lib/format';
import { z } from '~/lib/zod';
import {
  applies,
  externalKeyLength,
  mayBeWebsite,
  nameLength,
  type OrganizationValues,
  representativeNameLength,
  requiredFields,
} from './formRules';

/** The server's codes, so that the words for them stand once. */
type Code = 'required' | 'too_long' | 'invalid_url';

const text = z.string().transform((value) => value.trim());
const filled = text.refine((value) => value !== '', { error: 'required', abort: true });
const atMost = (length: number) => (value: string) => countCharacters(value) <= length;

// Presence, length and what a website begins with: what a number or an address has to be, the server knows and says.
const organization = z.object({
  name: filled.refine(atMost(nameLength), { error: 'too_long' }),
  website: text.refine(mayBeWebsite, { error: 'invalid_url' }),
  timeZone: filled,
  externalKey: text.refine(atMost(externalKeyLength), { error: 'too_long' }),
});

// Apart from the fields above, because zod leaves a refinement out as soon as one of them is wrong.
const registration = z.custom<OrganizationValues['registration']>().superRefine((values, context) => {
  const say = (message: Code, ...path: string[]) => context.addIssue({ code: 'custom', message, path });
  if (values.address.base.trim() === '') say('required', 'address', 'base');
  for (const field of requiredFields) {
    const value = values[field];
    const empty = value === null || (typeof value === 'string' && value.trim() === '');
    if (applies(field, values) && empty) say('required', field);
  }
  if (
    applies('representativeName', values) &&
    countCharacters(values.representativeName) > representativeNameLength
  ) {
    say('too_long', 'representativeName');
  }
});

/** What is wrong, by the path of the form's field. */
export function validate(values: OrganizationValues): Record<string, Code> {
  return {
    ...issues(organization.safeParse(values)),
    ...(values.registered ? issues(registration.safeParse(values.registration), 'registration') : {}),
  };
}

function issues(result: z.ZodSafeParseResult<unknown>, ...before: string[]): Record<string, Code> {
  const errors: Record<string, Code> = {};
  for (const issue of result.error?.issues ?? []) {
    errors[[...before, ...issue.path].join('.')] ??= issue.message as Code;
  }
  return errors;
}
