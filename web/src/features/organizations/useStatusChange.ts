import { useLingui } from '@lingui/react/macro';
import { useProblemText } from '~/lib/problemText';
import { toast } from '~/ui/toast';
import { changeOrganization } from './api';

type Status = 'active' | 'suspended';

/** Suspends or reactivates at once and offers the way back in the toast. */
export function useStatusChange() {
  const { t } = useLingui();
  const text = useProblemText();

  return async function change(organization: { id: string; name: string }, status: Status): Promise<void> {
    const { id, name } = organization;
    try {
      await changeOrganization(id, { status }, null);
      toast({
        tone: 'done',
        text:
          status === 'suspended'
            ? t`${name} is suspended: its roles grant nothing until it is reactivated.`
            : t`${name} is active again.`,
        action: {
          label: t`Undo`,
          run: () => void change(organization, status === 'suspended' ? 'active' : 'suspended'),
        },
      });
    } catch (error) {
      toast({ tone: 'error', text: text.problem(error) });
    }
  };
}
