import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '~/ui/EmptyState';
import { useTitle } from '~/ui/useTitle';

export function NotFoundPage() {
  const { t } = useLingui();
  const title = t`This page does not exist`;
  useTitle(title);
  return (
    <EmptyState
      page
      title={title}
      actions={
        <Link to="/">
          <Trans>Go to the start</Trans>
        </Link>
      }
    >
      <Trans>The address may be mistyped, or what was here is gone, or you may not see it.</Trans>
    </EmptyState>
  );
}
