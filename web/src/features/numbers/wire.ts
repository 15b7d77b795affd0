import { api } from '~/api/client';
import type { Total } from '~/api/types';

// The operations as they are agreed on, until the contract has them.

export type OutgoingNumber = {
  id: string;
  organizationId: string;
  organizationName: string;
  number: string;
  display: string;
  billingNumber: string;
  billingDisplay: string;
  lettering: string;
  inUse: boolean;
  createdAt: string;
  updatedAt: string;
};
export type Page<T> = { items: T[]; nextCursor?: string; total?: Total };
export type NumberPatch = { number?: string; billingNumber?: string; lettering?: string };
export type NumberOwner = {
  organizationId: string | null;
  organizationName: string | null;
  from: string;
  to: string | null;
};
export type UsageRef = {
  id: string;
  product: string;
  kind: 'campaign' | 'schedule';
  externalId: string;
  name: string;
  organizationId: string;
  url: string | null;
};
export type Usage = UsageRef & {
  organizationName: string;
  numberCount: number;
  createdAt: string;
  updatedAt: string;
};
export type UsedNumber = { id: string; number: string; display: string; lettering: string };

type Call = (
  path: string,
  // biome-ignore lint/suspicious/noExplicitAny: until the contract has them
  init?: any,
) => // biome-ignore lint/suspicious/noExplicitAny: until the contract has them
Promise<{ data?: any; error?: unknown; response: Response }>;

export const wire = api as unknown as Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Call>;

export type ApiKey = {
  id: string;
  organizationId: string;
  name: string;
  permissions: string[];
  reach: 'own' | 'subtree';
  hint: string;
  createdBy: { id: string; name: string } | null;
  createdAt: string;
  expiresAt: string | null;
  expired: boolean;
  lastUsedAt: string | null;
};
export type NewApiKey = {
  name: string;
  permissions: string[];
  reach: 'own' | 'subtree';
  expiresAt: string | null;
};
