import { describe, expect, it } from 'vitest';
import type { Organization } from '~/api/types';
import {
  applies,
  createBody,
  type DependentField,
  newValues,
  type OrganizationValues,
  patchBody,
  rebase,
  valuesOf,
} from './formRules';
import { validate } from './formValidation';
import { isShown } from './useOrganizationForm';

const dependent: DependentField[] = [
  'clientClassification',
  'controlOrganizationIntegrated',
  'registeredOrganizationId',
  'representativeName',
  'mainPhone',
  'businessRegistrationNumber',
];

function values(change: Partial<OrganizationValues['registration']> = {}): OrganizationValues {
  const fresh = newValues('Asia/Seoul');
  return {
    ...fresh,
    name: 'Jongno',
    registration: {
      ...fresh.registration,
      clientClassification: 'company',
      address: { base: 'Seoul', detail: '', postalCode: '' },
      representativeName: 'Kim',
      businessRegistrationNumber: '116-82-00276',
      registeredOrganizationId: { id: 'org_1', name: 'Seoul' },
      mainPhone: '02-123-4567',
      ...change,
    },
  };
}

const stored: Organization = {
  id: 'org_2',
  name: 'Jongno',
  website: null,
  timeZone: 'Asia/Seoul',
  status: 'active',
  externalKey: 'k',
  groupId: null,
  numberRules: { personal050: true, special: false },
  parentId: null,
  lowerLevels: 0,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  registration: {
    classification: 'client',
    type: 'contracting',
    clientClassification: 'company',
    address: { base: 'Seoul', detail: null, postalCode: null },
    controlOrganizationIntegrated: true,
    registeredOrganizationId: null,
    registeredOrganizationName: null,
    representativeName: 'Kim',
    mainPhone: '+8221234567',
    mainPhoneDisplay: '02-123-4567',
    businessRegistrationNumber: '1168200276',
  },
};

describe('the fields that apply', () => {
  it.each([
    [
      'client',
      'contracting',
      [
        'clientClassification',
        'controlOrganizationIntegrated',
        'representativeName',
        'mainPhone',
        'businessRegistrationNumber',
      ],
    ],
    ['client', 'executing', ['clientClassification', 'registeredOrganizationId']],
    [
      'partner',
      'contracting',
      ['controlOrganizationIntegrated', 'representativeName', 'mainPhone', 'businessRegistrationNumber'],
    ],
    ['partner', 'executing', ['registeredOrganizationId']],
  ])('of a %s, %s organization', (classification, type, expected) => {
    const { registration } = values({ classification, type });
    expect(dependent.filter((field) => applies(field, registration))).toEqual(expected);
  });

  it('are the ones that are sent', () => {
    const { registration } = createBody(values({ classification: 'partner', type: 'executing' }));
    expect(registration).toEqual({
      classification: 'partner',
      type: 'executing',
      address: { base: 'Seoul' },
      registeredOrganizationId: 'org_1',
    });
  });

  it('are the ones that are asked for', () => {
    const empty = newValues('UTC');
    expect(validate(empty)).toEqual({
      name: 'required',
      'registration.address.base': 'required',
      'registration.clientClassification': 'required',
      'registration.representativeName': 'required',
      'registration.businessRegistrationNumber': 'required',
    });
    empty.registration = { ...empty.registration, classification: 'partner', type: 'executing' };
    expect(Object.keys(validate(empty))).toEqual([
      'name',
      'registration.address.base',
      'registration.registeredOrganizationId',
    ]);
  });

  it('are the ones that an error can stand beside', () => {
    expect(isShown(values(), 'registration.mainPhone')).toBe(true);
    expect(isShown(values({ type: 'executing' }), 'registration.mainPhone')).toBe(false);
    expect(isShown({ ...values(), registered: false }, 'registration.address.base')).toBe(false);
    expect(isShown(values(), 'registration.nonsense')).toBe(false);
    expect(isShown(values(), 'name')).toBe(true);
  });
});

it('a website is one of the web, or none', () => {
  expect(validate({ ...values(), website: '' })).toEqual({});
  expect(validate({ ...values(), website: ' HTTPS://종로.한국 ' })).toEqual({});
  expect(validate({ ...values(), name: '', website: 'ftp://x' })).toEqual({
    name: 'required',
    website: 'invalid_url',
  });
});

describe('lengths', () => {
  it('count code points after NFC, as the server does', () => {
    const thirty = '가'.repeat(30).normalize('NFD');
    expect(validate({ ...values(), name: thirty })).toEqual({});
    expect(validate({ ...values(), name: `${thirty}가` })).toEqual({ name: 'too_long' });
    expect(validate(values({ representativeName: 'x'.repeat(21) }))).toEqual({
      'registration.representativeName': 'too_long',
    });
  });
});

describe('a creation', () => {
  it('leaves out what is empty and keeps the time zone', () => {
    expect(createBody({ ...values(), website: ' ' })).toEqual({
      name: 'Jongno',
      timeZone: 'Asia/Seoul',
      registration: {
        classification: 'client',
        type: 'contracting',
        clientClassification: 'company',
        address: { base: 'Seoul' },
        controlOrganizationIntegrated: false,
        representativeName: 'Kim',
        mainPhone: '02-123-4567',
        businessRegistrationNumber: '116-82-00276',
      },
    });
  });
});

describe('a change', () => {
  it('of nothing is empty', () => {
    expect(patchBody(valuesOf(stored), valuesOf(stored))).toEqual({});
  });

  it('holds only what differs, null where something goes', () => {
    const after = { ...valuesOf(stored), externalKey: '', website: 'https://a.example' };
    expect(patchBody(valuesOf(stored), after)).toEqual({ externalKey: null, website: 'https://a.example' });
  });

  it('of a switch holds that switch alone', () => {
    const before = valuesOf(stored);
    const after = { ...before, numberRules: { ...before.numberRules, special: true } };
    expect(patchBody(before, after)).toEqual({ numberRules: { special: true } });
  });

  it('nulls the stored fields that stop applying', () => {
    const after = valuesOf(stored);
    after.registration = {
      ...after.registration,
      type: 'executing',
      registeredOrganizationId: { id: 'org_1', name: 'Seoul' },
    };
    expect(patchBody(valuesOf(stored), after)).toEqual({
      registration: {
        type: 'executing',
        registeredOrganizationId: 'org_1',
        controlOrganizationIntegrated: null,
        representativeName: null,
        mainPhone: null,
        businessRegistrationNumber: null,
      },
    });
  });

  it('adds a registration without nulls, for there is nothing to take away', () => {
    const before = valuesOf({ ...stored, registration: null } as unknown as Organization);
    const { registration } = patchBody(before, { ...before, ...values(), registered: true });
    expect(registration).not.toHaveProperty('registeredOrganizationId');
    expect(registration).toMatchObject({ classification: 'client', address: { base: 'Seoul' } });
  });

  it('keeps one’s own edits over what somebody else saved, field by field', () => {
    const base = valuesOf(stored);
    const mine = { ...base, name: 'Mine' };
    const theirs = { ...base, name: 'Theirs', website: 'https://t.example' };
    expect(rebase(base, mine, theirs)).toEqual({ ...base, name: 'Mine', website: 'https://t.example' });
  });
});
