import { type RefObject, useState } from 'react';
import { Problem } from '~/api/problem';
import { sortErrors } from '~/lib/fieldErrors';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { descriptionLength, type GroupValues, nameLength } from './GroupFields';

/** What is wrong with a group's fields, before it is sent and after; the first wrong one gets the focus. */
export function useGroupErrors(form: RefObject<HTMLElement | null>) {
  const text = useProblemText();
  const [errors, setErrors] = useState<Partial<Record<keyof GroupValues, string>>>({});

  function show(found: Partial<Record<keyof GroupValues, string>>): boolean {
    setErrors(found);
    const first = Object.keys(found)[0];
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    return first !== undefined;
  }

  const say = (code: string) => text.field({ code, message: code });

  return {
    errors,
    /** Whether something is wrong that need not be sent to be known. */
    check({ name, description }: GroupValues): boolean {
      const found: Partial<Record<keyof GroupValues, string>> = {};
      if (name.trim() === '') found.name = say('required');
      else if (countCharacters(name) > nameLength) found.name = say('too_long');
      if (countCharacters(description) > descriptionLength) found.description = say('too_long');
      return show(found);
    },
    /** Puts a refusal's errors on their fields; whether there was one. */
    take(problem: unknown): boolean {
      const { fields } = sortErrors(
        problem instanceof Problem ? problem.errors : [],
        (path) => path === 'name' || path === 'description',
      );
      return show(
        Object.fromEntries(Object.entries(fields).map(([path, error]) => [path, text.field(error)])),
      );
    },
  };
}
