import type { Member } from '~/api/types';
import { StatusMark } from '~/ui/StatusMark';
import { useMemberLabels } from './labels';

const tones = { active: 'ok', pending: 'neutral', disabled: 'off' } as const;

export function MemberStatusMark({
  member: { status, awaits },
}: {
  member: Pick<Member, 'status' | 'awaits'>;
}) {
  const labels = useMemberLabels();
  return <StatusMark tone={tones[status]}>{labels.status(status, awaits)}</StatusMark>;
}
