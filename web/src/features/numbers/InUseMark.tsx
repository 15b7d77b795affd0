import { StatusMark } from '~/ui/StatusMark';
import { useNumberLabels } from './labels';

/** Whether a campaign or schedule uses the number. */
export function InUseMark({ inUse }: { inUse: boolean }) {
  const labels = useNumberLabels();
  return <StatusMark tone={inUse ? 'ok' : 'neutral'}>{labels.inUse(inUse)}</StatusMark>;
}
