import { describe, expect, it } from 'vitest';
import { isRunning, percentDone, pollAfter, timeLeft } from './progress';

describe('percentDone', () => {
  it.each([
    [0, 10, 0],
    [1, 3, 33],
    [999, 1000, 99],
    [10, 10, 100],
    [11, 10, 100],
  ])('of %i in %i is %i', (done, total, percent) => expect(percentDone({ done, total })).toBe(percent));

  it('is not known without a total', () => expect(percentDone({ done: 5, total: 0 })).toBeUndefined());
});

describe('timeLeft', () => {
  it.each([
    [0, 'seconds', 1],
    [3.2, 'seconds', 4],
    [11, 'seconds', 15],
    [55, 'seconds', 55],
    [56, 'minutes', 1],
    [61, 'minutes', 2],
    [59 * 60, 'minutes', 59],
    [3600, 'hours', 1],
    [3601, 'hours', 2],
  ] as const)('%d s reads in %s', (seconds, unit, value) =>
    expect(timeLeft(seconds)).toEqual({ unit, value }),
  );
});

it('looks at a running import soon, and less often the longer it takes', () => {
  const pauses = [0, 10_000, 120_000].map(pollAfter);
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(pauses[0]).toBe(500);
});

it.each([
  ['checking', true],
  ['applying', true],
  ['ready', false],
  ['done', false],
  ['failed', false],
  ['cancelled', false],
] as const)('%s counts as running: %s', (status, running) => expect(isRunning({ status })).toBe(running));
