import { Plural, useLingui } from '@lingui/react/macro';
import { Notice } from '~/ui/Notice';

/** What a filter matches has changed between the question and the answer. */
export function CountChanged({ count }: { count: number }) {
  const { t } = useLingui();
  return (
    <Notice tone="danger" title={t`The list has changed meanwhile`}>
      <Plural
        value={count}
        one="It has # number now. Nothing was changed yet."
        other="It has # numbers now. Nothing was changed yet."
      />
    </Notice>
  );
}
