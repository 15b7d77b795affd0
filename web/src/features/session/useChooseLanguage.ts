import { useQueryClient } from '@tanstack/react-query';
import { answer, api } from '~/api/client';
import { sessionQuery } from '~/features/session/session';
import { activateLanguage, type Language } from '~/i18n';
import { useProblemText } from '~/lib/problemText';
import { toast } from '~/ui/toast';

/** Shows the language at once and keeps it with the account, for every browser that one signs in with. */
export function useChooseLanguage() {
  const client = useQueryClient();
  const text = useProblemText();
  return async (language: Language) => {
    await activateLanguage(language);
    try {
      const account = await answer(api.PATCH('/v1/account', { body: { language } }));
      client.setQueryData(
        sessionQuery.queryKey,
        (session) => session && { ...session, account: { ...session.account, language: account.language } },
      );
    } catch (error) {
      toast({ tone: 'error', text: text.problem(error) });
    }
  };
}
