import { isProblem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { toast } from '~/ui/toast';
import { leaveToSignIn, signOut } from './session';

export function useSignOut() {
  const text = useProblemText();
  return async () => {
    try {
      await signOut();
    } catch (error) {
      // Without a session there is nothing to end; anything else would leave it open on the server.
      if (!isProblem(error) || error.status !== 401) {
        toast({ tone: 'error', text: text.problem(error) });
        return;
      }
    }
    leaveToSignIn();
  };
}
