import { StatusMark } from '~/ui/StatusMark';
import { useLabels } from './labels';

export function StatusOf({ status }: { status: string }) {
  const labels = useLabels();
  return <StatusMark tone={status === 'active' ? 'ok' : 'off'}>{labels.value('status', status)}</StatusMark>;
}
