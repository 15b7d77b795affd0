import { useLingui } from '@lingui/react/macro';
import { Fact, Facts } from '~/ui/Page';
import type { NumberRules } from './formRules';
import { useLabels } from './labels';

/** Which kinds of numbers the organization may have beside the ordinary ones. */
export function NumberRuleFacts({ rules }: { rules: NumberRules }) {
  const { t } = useLingui();
  const labels = useLabels();
  const value = (allowed: boolean) => (allowed ? t`Allowed` : t`Not allowed`);
  return (
    <Facts>
      <Fact label={labels.field('personal050')}>{value(rules.personal050)}</Fact>
      <Fact label={labels.field('special')}>{value(rules.special)}</Fact>
    </Facts>
  );
}
