import type { Blocker } from './types';

export type FieldError = { location: string; message: string; code: string };

/**
 * A request that the server refused, or that never reached it (status 0, code `network`).
 * `code` is stable and decides the words shown; `message` is the server's English, for what we have no words for.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly requestId: string | undefined;
  readonly permission: string | undefined;
  /** The permissions that go beyond one's own. */
  readonly permissions: readonly string[];
  readonly blockers: readonly Blocker[];
  /** The group that an organization is in already. */
  readonly group: { id: string; name: string } | undefined;
  /** The whole answer: what is particular to an operation is read from it there. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Seconds after which a repeat makes sense, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, body: unknown, retryAfter?: number) {
    const fields = isRecord(body) ? body : {};
    super(text(fields.detail) ?? text(fields.title) ?? `HTTP ${status}`);
    this.status = status;
    this.code = text(fields.code) ?? (status === 0 ? 'network' : `http_${status}`);
    this.errors = Array.isArray(fields.errors) ? fields.errors.filter(isRecord).map(fieldError) : [];
    this.requestId = text(fields.requestId);
    this.permission = text(fields.permission);
    this.permissions = Array.isArray(fields.permissions) ? fields.permissions.map(String) : [];
    this.blockers = Array.isArray(fields.blockers) ? (fields.blockers as Blocker[]) : [];
    this.group = isRecord(fields.group) ? (fields.group as { id: string; name: string }) : undefined;
    this.body = fields;
    this.retryAfter = retryAfter;
  }
}

export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}

function fieldError(entry: Record<string, unknown>): FieldError {
  return {
    location: text(entry.location) ?? '',
    message: text(entry.message) ?? '',
    code: text(entry.code) ?? 'invalid_value',
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
