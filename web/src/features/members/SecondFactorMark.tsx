import { Trans } from '@lingui/react/macro';
import type { Member } from '~/api/types';
import { StatusMark } from '~/ui/StatusMark';

/** Whether the member's account signs in by more than a password; nobody knows before its owner has accepted. */
export function SecondFactorMark({ member }: { member: Pick<Member, 'secondFactor' | 'awaits'> }) {
  if (member.awaits === 'owner') return <span aria-hidden>—</span>;
  return member.secondFactor ? (
    <StatusMark tone="ok">
      <Trans>On</Trans>
    </StatusMark>
  ) : (
    <StatusMark tone="off">
      <Trans>Off</Trans>
    </StatusMark>
  );
}
