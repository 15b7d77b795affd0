import { countCharacters } from './format';
import { useProblemText } from './problemText';

export type FieldRules = ReturnType<typeof useFieldRules>;

/** The rules that fields break most, in the words that the server's refusal would get; undefined where one is kept. */
export function useFieldRules() {
  const text = useProblemText();
  const say = (code: string) => text.field({ code, message: code });
  return {
    say,
    required: (value: string) => (value.trim() === '' ? say('required') : undefined),
    /** Characters, as the server counts them. */
    atMost: (limit: number, value: string) => (countCharacters(value) > limit ? say('too_long') : undefined),
  };
}
