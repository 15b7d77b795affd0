import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Allowed } from '~/features/session/allowed';
import { to } from '~/paths';
import { PageTabs } from '~/ui/PageTabs';
import classes from './NumberTabs.module.css';

/** The numbers of an organization and what uses them, a tab each; no tabs where one may see only one of the two. */
export function NumberTabs({
  organizationId,
  allowed,
  children,
}: {
  organizationId: string;
  allowed: Allowed;
  children: ReactNode;
}) {
  const { t } = useLingui();
  return (
    <div className={classes.page}>
      {allowed('console.numbers.read') && allowed('console.usages.read') && (
        <PageTabs page label={t`Numbers and usages`}>
          <Link {...to.numbers(organizationId)} activeOptions={{ exact: true, includeSearch: false }}>
            <Trans>Numbers</Trans>
          </Link>
          <Link {...to.usages(organizationId)} activeOptions={{ exact: true, includeSearch: false }}>
            <Trans>Usages</Trans>
          </Link>
        </PageTabs>
      )}
      {children}
    </div>
  );
}
