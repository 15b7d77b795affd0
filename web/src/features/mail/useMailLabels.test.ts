import { describe, expect, it } from 'vitest';
import { serverCode } from './useMailLabels';

describe('what a mail server answered', () => {
  it('is the code with its finer one', () => {
    expect(serverCode('the mail server does not take messages to this recipient (550 5.1.1)')).toBe(
      '550 5.1.1',
    );
    expect(serverCode('the mail server does not take this message (451)')).toBe('451');
  });

  it('is nothing where it did not answer', () => {
    expect(serverCode('the mail server cannot be reached: it refuses connections')).toBeUndefined();
    expect(serverCode(null)).toBeUndefined();
  });
});
