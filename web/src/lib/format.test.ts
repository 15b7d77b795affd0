import { describe, expect, it } from 'vitest';
import {
  byName,
  countCharacters,
  formatBusinessNumber,
  formatDateTime,
  formatDay,
  formatEither,
  formatTotal,
  formatUtc,
} from './format';

const instant = '2026-01-31T15:30:00Z';

describe('formats', () => {
  it('writes the business registration number as it is written in Korea', () => {
    expect(formatBusinessNumber('1168200276')).toBe('116-82-00276');
    expect(formatBusinessNumber('12')).toBe('12');
  });

  it('shows the time of the time zone, and UTC', () => {
    expect(formatDateTime(instant, 'Asia/Seoul', 'en')).toBe('Feb 1, 2026, 00:30');
    expect(formatUtc(instant)).toBe('2026-01-31 15:30:00 UTC');
  });

  it.each(['en', 'ko', 'ja', 'th'])('shows the Gregorian year in %s', (language) => {
    expect(formatDateTime(instant, 'Asia/Seoul', language)).toContain('2026');
    expect(formatDay('2026-01-31', language)).toContain('2026');
  });

  it('says when the server stopped counting', () => {
    expect(formatTotal({ value: 3774, relation: 'eq' }, 'en')).toBe('3,774');
    expect(formatTotal({ value: 10000, relation: 'gte' }, 'en')).toBe('10,000+');
  });

  it('says which of several, in the words of the language', () => {
    expect(formatEither(['active', 'pending', 'disabled'], 'en')).toBe('active, pending, or disabled');
    expect(formatEither(['활성', '대기'], 'ko')).toBe('활성 또는 대기');
  });

  it('sorts names by the language, numbers in them by value', () => {
    const sorted = ['나', '가10', '가2'].sort(byName('ko', (name) => name));
    expect(sorted).toEqual(['가2', '가10', '나']);
  });

  it('counts code points', () => {
    expect(countCharacters('한'.normalize('NFD'))).toBe(1);
    expect(countCharacters('👍')).toBe(1);
    expect(countCharacters(' a ')).toBe(1);
  });
});
