import type { UseFormReturnType } from '@mantine/form';
import { type FieldError, Problem } from '~/api/problem';
import { useProblemText } from './problemText';

/** The paths of the fields that a location such as `body.permissions[2].key` may belong to, the closest first. */
export function fieldPaths(location: string): string[] {
  if (!location.startsWith('body.')) return [];
  const parts = location
    .slice('body.'.length)
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.');
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('.'));
}

/** Says beside each field what is wrong with it and goes to the first; whether there was anything. */
export function showErrors<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  found: Partial<Record<string, string>>,
): boolean {
  const errors = Object.entries(found).filter(([, words]) => words !== undefined);
  form.setErrors(Object.fromEntries(errors));
  const [first] = errors;
  if (!first) return false;
  const node = form.getInputNode(first[0]);
  node?.focus();
  // A group of fields cannot have the focus.
  node?.scrollIntoView({ block: 'nearest' });
  return true;
}

/**
 * Puts what the server refused beside the fields that it is about and goes to the first. What belongs to no field is
 * returned, in words, to be shown below the form; undefined where everything has found its field.
 */
export function useFieldErrors<Values extends Record<string, unknown>>(form: UseFormReturnType<Values>) {
  const text = useProblemText();

  function fieldOf({ location }: FieldError): string | undefined {
    return fieldPaths(location).find((path) => path in form.getValues() || form.getInputNode(path));
  }

  /** `codes` say which field a refusal is about that names none. */
  return (
    problem: unknown,
    codes: Partial<Record<string, keyof Values & string>> = {},
  ): string | undefined => {
    if (!(problem instanceof Problem)) return text.problem(problem);
    const errors: Record<string, string> = {};
    const leftOver: string[] = [];
    for (const error of problem.errors) {
      const field = fieldOf(error);
      if (field === undefined) leftOver.push(text.field(error));
      else errors[field] ??= text.field(error);
    }
    const about = codes[problem.code];
    if (about !== undefined) errors[about] = text.problem(problem);
    const shown = showErrors(form, errors);
    if (leftOver.length > 0) return leftOver.join('\n');
    return shown ? undefined : text.problem(problem);
  };
}
