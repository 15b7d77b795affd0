import { useLingui } from '@lingui/react/macro';
import { type FieldError, isProblem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';

/** What is wrong with a file as a whole, in words. */
export function useFileErrors() {
  const text = useProblemText();
  return (problem: unknown, about: readonly FieldError[] = isProblem(problem) ? problem.errors : []) =>
    about.length === 0
      ? [text.problem(problem)]
      : // The server's English names the row or the column; our words say what to do about it.
        about.map((error) => [...new Set([text.field(error), error.message])].filter(Boolean).join(' '));
}

export function UnreadableNotice({ errors }: { errors: readonly string[] }) {
  const { t } = useLingui();
  if (errors.length === 0) return null;
  return (
    <Notice tone="danger" title={t`The file could not be read`}>
      {errors.map((error) => (
        <p key={error}>{error}</p>
      ))}
    </Notice>
  );
}
