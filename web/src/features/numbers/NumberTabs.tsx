import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Allowed } from '~/features/session/allowed';
import { to } from '~/paths';
import { PageTabs } from '~/ui/PageTabs';

/** The numbers of an organization and what uses them, a tab each; no tabs where one may see only one of the two. */
export function NumberTabs({ organizationId, allowed }: { organizationId: string; allowed: Allowed }) {
  const { t } = useLingui();
  if (!allowed('console.numbers.read') || !allowed('console.usages.read')) return null;
  return (
    <PageTabs page label={t`Numbers and usages`}>
      <Link {...to.numbers(organizationId)} activeOptions={{ exact: true, includeSearch: false }}>
        <Trans>Numbers</Trans>
      </Link>
      <Link {...to.usages(organizationId)} activeOptions={{ exact: true, includeSearch: false }}>
        <Trans>Usages</Trans>
      </Link>
    </PageTabs>
  );
}
