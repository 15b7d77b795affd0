import type { Import } from '~/api/types';

/** Whether the server is at work on it: what is shown of it now will be another thing in a moment. */
export function isRunning({ status }: Pick<Import, 'status'>): boolean {
  return status === 'checking' || status === 'applying';
}

/** Whole percent from 0 to 100; undefined where the server cannot tell how much there is to do. */
export function percentDone({ done, total }: Pick<Import['progress'], 'done' | 'total'>): number | undefined {
  if (total <= 0) return undefined;
  return Math.min(100, Math.max(0, Math.floor((done / total) * 100)));
}

export type TimeLeft = { unit: 'seconds' | 'minutes' | 'hours'; value: number };

/** As one would say it, never too short: by the second to ten, by five seconds to the minute, then by the minute. */
export function timeLeft(seconds: number): TimeLeft {
  if (seconds <= 10) return { unit: 'seconds', value: Math.max(1, Math.ceil(seconds)) };
  if (seconds <= 55) return { unit: 'seconds', value: Math.ceil(seconds / 5) * 5 };
  if (seconds <= 59 * 60) return { unit: 'minutes', value: Math.ceil(seconds / 60) };
  return { unit: 'hours', value: Math.ceil(seconds / 3600) };
}

/** Milliseconds until one looks again: soon while it may be over in a moment, less often when it takes long. */
export function pollAfter(elapsed: number): number {
  if (elapsed < 5_000) return 500;
  return elapsed < 60_000 ? 1_000 : 2_000;
}
