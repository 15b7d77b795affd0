import { Trans, useLingui } from '@lingui/react/macro';
import { EmptyState } from '~/ui/EmptyState';
import { useTitle } from '~/ui/useTitle';
import { StartLink } from './StartLink';

export function NotFoundPage() {
  const { t } = useLingui();
  const title = t`This page does not exist`;
  useTitle(title);
  return (
    <EmptyState page title={title} actions={<StartLink />}>
      <Trans>The address may be mistyped, or what was here is gone, or you may not see it.</Trans>
    </EmptyState>
  );
}
