import { describe, expect, it } from 'vitest';
import { browserLanguage } from '~/i18n';
import { passwordProblem, safeNext, signInHref } from './signIn';

describe('where sign-in leads', () => {
  it('is a path of our own and nothing else', () => {
    expect(safeNext('?next=%2Fplatform%2Forganizations%3Fq%3Da')).toBe('/platform/organizations?q=a');
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      expect(safeNext(`?next=${encodeURIComponent(next)}`)).toBe('/');
    }
    expect(safeNext('')).toBe('/');
  });

  it('comes back to where one was', () => {
    expect(safeNext(new URL(signInHref('/a?b=c&d=e'), 'http://x').search)).toBe('/a?b=c&d=e');
  });
});

describe('the browser’s language', () => {
  it('is the first that we speak', () => {
    expect(browserLanguage(['fr-FR', 'ja-JP', 'ko'])).toBe('ja');
    expect(browserLanguage(['fr'])).toBe('en');
  });
});

it('a new password is counted in characters as one sees them', () => {
  expect(passwordProblem('1234567')).toBe('too_short');
  expect(passwordProblem('12345678')).toBeUndefined();
  // Decomposed, as some systems type it, this is four syllables.
  expect(passwordProblem('비밀번호'.normalize('NFD'))).toBe('too_short');
  expect(passwordProblem('🔑'.repeat(128))).toBeUndefined();
  expect(passwordProblem('🔑'.repeat(129))).toBe('too_long');
});
