import type { Organization, Registration } from '~/api/types';

// Which fields an organization has depends on what it is (the registration table of the product's rules). The
// form shows, the request holds and the validation asks for exactly the fields that `applies` says.

export const nameLength = 30;
export const representativeNameLength = 20;
export const externalKeyLength = 100;

/** Whether a website may be one: none, or an address of the web. The server looks closer. */
export function mayBeWebsite(value: string): boolean {
  return /^(https?:\/\/.|$)/i.test(value.trim());
}

export type Choice = { id: string; name: string };

export type OrganizationValues = {
  name: string;
  website: string;
  timeZone: string;
  externalKey: string;
  /** An organization that its own people made has no registration until staff add one. */
  registered: boolean;
  registration: RegistrationValues;
  numberRules: NumberRules;
};

/** Which kinds of numbers the organization may have beside the ordinary ones. */
export type NumberRules = NonNullable<Organization['numberRules']>;

export const defaultNumberRules: NumberRules = { personal050: true, special: false };

export type RegistrationValues = {
  classification: string;
  type: string;
  clientClassification: string;
  address: { base: string; detail: string; postalCode: string };
  controlOrganizationIntegrated: '' | 'true' | 'false';
  registeredOrganizationId: Choice | null;
  representativeName: string;
  mainPhone: string;
  businessRegistrationNumber: string;
};

export type DependentField =
  | 'clientClassification'
  | 'controlOrganizationIntegrated'
  | 'registeredOrganizationId'
  | 'representativeName'
  | 'mainPhone'
  | 'businessRegistrationNumber';

export function applies(field: DependentField, { classification, type }: RegistrationValues): boolean {
  switch (field) {
    case 'clientClassification':
      return classification === 'client';
    case 'registeredOrganizationId':
      return type === 'executing';
    default:
      return type === 'contracting';
  }
}

/** Fields without which there is no saving, of those that apply. */
export const requiredFields: readonly DependentField[] = [
  'clientClassification',
  'registeredOrganizationId',
  'representativeName',
  'businessRegistrationNumber',
];

export function newValues(timeZone: string): OrganizationValues {
  return {
    name: '',
    website: '',
    timeZone,
    externalKey: '',
    registered: true,
    registration: {
      classification: 'client',
      type: 'contracting',
      clientClassification: '',
      address: { base: '', detail: '', postalCode: '' },
      controlOrganizationIntegrated: 'false',
      registeredOrganizationId: null,
      representativeName: '',
      mainPhone: '',
      businessRegistrationNumber: '',
    },
    numberRules: defaultNumberRules,
  };
}

export function valuesOf(organization: Organization): OrganizationValues {
  const values = newValues(organization.timeZone);
  const { registration } = organization;
  return {
    ...values,
    name: organization.name,
    website: organization.website ?? '',
    externalKey: organization.externalKey ?? '',
    registered: Boolean(registration),
    registration: registration ? registrationValues(registration) : values.registration,
    numberRules: organization.numberRules ?? defaultNumberRules,
  };
}

function registrationValues(registration: Registration): RegistrationValues {
  const { address, controlOrganizationIntegrated: integrated, registeredOrganizationId: over } = registration;
  return {
    classification: registration.classification,
    type: registration.type,
    clientClassification: registration.clientClassification ?? '',
    address: { base: address.base, detail: address.detail ?? '', postalCode: address.postalCode ?? '' },
    controlOrganizationIntegrated: integrated === true ? 'true' : integrated === false ? 'false' : '',
    registeredOrganizationId: over
      ? { id: over, name: registration.registeredOrganizationName ?? over }
      : null,
    representativeName: registration.representativeName ?? '',
    mainPhone: registration.mainPhoneDisplay ?? registration.mainPhone ?? '',
    businessRegistrationNumber: registration.businessRegistrationNumber ?? '',
  };
}

type Body = { [key: string]: string | boolean | null | Body };

/** Everything the values say, with null for what is empty or does not apply. */
export function bodyOf(values: OrganizationValues): Body {
  return {
    name: values.name.trim(),
    website: orNull(values.website),
    externalKey: orNull(values.externalKey),
    registration: values.registered ? registrationBody(values.registration) : null,
    numberRules: { ...values.numberRules },
  };
}

function registrationBody(values: RegistrationValues): Body {
  const when = <T>(field: DependentField, value: T): T | null => (applies(field, values) ? value : null);
  const integrated = values.controlOrganizationIntegrated;
  return {
    classification: values.classification,
    type: values.type,
    clientClassification: when('clientClassification', orNull(values.clientClassification)),
    address: {
      base: values.address.base.trim(),
      detail: orNull(values.address.detail),
      postalCode: orNull(values.address.postalCode),
    },
    controlOrganizationIntegrated: when(
      'controlOrganizationIntegrated',
      integrated === '' ? null : integrated === 'true',
    ),
    registeredOrganizationId: when('registeredOrganizationId', values.registeredOrganizationId?.id ?? null),
    representativeName: when('representativeName', orNull(values.representativeName)),
    mainPhone: when('mainPhone', orNull(values.mainPhone)),
    businessRegistrationNumber: when('businessRegistrationNumber', orNull(values.businessRegistrationNumber)),
  };
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** The body of a creation: what is absent is left out. */
export function createBody(values: OrganizationValues): Body & { name: string } {
  // A new organization has the switches as they are by default.
  const body = withoutNulls({ ...bodyOf(values), numberRules: null, timeZone: values.timeZone });
  return { ...body, name: values.name.trim() };
}

function withoutNulls(body: Body): Body {
  return Object.fromEntries(
    Object.entries(body)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, isBody(value) ? withoutNulls(value) : value]),
  );
}

/**
 * The merge patch from one state to another: only what differs, null where something goes. A field that stops
 * applying is among it, so that the server does not find it where it may not be. The time zone never changes.
 */
export function patchBody(before: OrganizationValues, after: OrganizationValues): Body {
  return difference(bodyOf(before), bodyOf(after));
}

function difference(before: Body, after: Body): Body {
  const patch: Body = {};
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (isBody(value)) {
      const inner = isBody(old) ? difference(old, value) : withoutNulls(value);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (value !== old) {
      patch[key] = value;
    }
  }
  return patch;
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null;
}

/** What somebody else saved, with one's own changes since `base` on top of it. */
export function rebase<T>(base: T, mine: T, theirs: T): T {
  if (!isPlain(base) || !isPlain(mine) || !isPlain(theirs)) {
    return JSON.stringify(mine) === JSON.stringify(base) ? theirs : mine;
  }
  return Object.fromEntries(
    Object.keys(mine).map((key) => [key, rebase(base[key], mine[key], theirs[key])]),
  ) as T;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  // A chosen organization changes as one, not its name apart from its ID.
  return typeof value === 'object' && value !== null && !('id' in value);
}
