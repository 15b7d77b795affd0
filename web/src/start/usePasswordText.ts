import { useLingui } from '@lingui/react/macro';
import { passwordLength, passwordProblem } from './signIn';

/** What is wrong with the length of a new password, in words; undefined where nothing is. */
export function usePasswordText() {
  const { t } = useLingui();
  const { least, most } = passwordLength;
  return {
    check(password: string): string | undefined {
      const wrong = passwordProblem(password);
      return wrong && words(wrong);
    },
    /** The server's codes of the same rules. */
    ofCode: (code: string): string | undefined =>
      code === 'too_short' || code === 'too_long' ? words(code) : undefined,
  };

  function words(code: 'too_short' | 'too_long'): string {
    return code === 'too_short' ? t`Use at least ${least} characters.` : t`Use at most ${most} characters.`;
  }
}
