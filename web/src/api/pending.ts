import type createClient from 'openapi-fetch';
import { api } from './client';

// Operations that the contract does not have yet, as the wire spec has them; each moves to the generated types.

export type LocatedNote = { location: string; code: string; message: string };

export type PhoneNumber = {
  id: string;
  organizationId: string;
  organizationName: string;
  number: string;
  display: string;
  lettering: string;
};

export type NewNumbers = { billingNumber: string; numbers: { number: string; lettering?: string }[] };
export type NumbersMade = { items: PhoneNumber[]; warnings: LocatedNote[] };
export type NumbersChecked = { count: number; invalid: LocatedNote[]; warnings: LocatedNote[] };

export type NewRange = { billingNumber: string; first: string; lastFourDigits: string; lettering?: string };
export type RangeEnd = { number: string; display: string };
export type RangeConflict = RangeEnd & { code: string; message: string };
export type RangeChecked = {
  count: number;
  first: RangeEnd;
  last: RangeEnd;
  conflicts: RangeConflict[];
  conflictCount: number;
  warnings: LocatedNote[];
};
export type RangeMade = Pick<RangeChecked, 'count' | 'first' | 'last' | 'warnings'>;

type Json<T> = { content: { 'application/json': T } };
type Answers<Success extends number, T> = { [status in Success]: Json<T> };
type Post<Query, Body, R> = {
  post: {
    parameters: { path: { id: string }; query?: Query; header?: { 'Idempotency-Key'?: string } };
    requestBody: Json<Body>;
    responses: R;
  };
};

type Paths = {
  '/v1/organizations/{id}/numbers': Post<
    { dryRun?: boolean },
    NewNumbers,
    Answers<201, NumbersMade> & Answers<200, NumbersChecked>
  >;
  '/v1/organizations/{id}/number-ranges': Post<
    { dryRun?: boolean },
    NewRange,
    Answers<201, RangeMade> & Answers<200, RangeChecked>
  >;
  '/v1/numbers': {
    get: {
      parameters: { query?: { q?: string; limit?: number } };
      responses: Answers<200, { items: PhoneNumber[] }>;
    };
  };
};

export const pending = api as unknown as ReturnType<typeof createClient<Paths>>;
