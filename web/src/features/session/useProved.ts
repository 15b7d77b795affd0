import { isProblem } from '~/api/problem';

/**
 * Does what asks for a proof of who one is. The question comes by itself, over whatever is open, and what waits for it
 * goes on (see api/proof.ts); this tells a person who chose not to answer from a refusal. Resolves to false for them,
 * to true when it is done, and throws whatever else the action does.
 */
export function useProved() {
  return async (action: () => Promise<unknown>): Promise<boolean> => {
    try {
      await action();
      return true;
    } catch (problem) {
      if (isProblem(problem, 'reauthentication_required')) return false;
      throw problem;
    }
  };
}
