import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { OutgoingNumber } from '~/api/types';
import { usagesOfNumberQuery } from '~/features/usages/api';
import { UsageLinks } from '~/features/usages/UsageLinks';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import classes from './NumberPage.module.css';

/** The campaigns and schedules that use the number, each a link. */
export function NumberUsages({ number, maySee }: { number: OutgoingNumber; maySee: boolean }) {
  const { t } = useLingui();
  const text = useProblemText();
  const usages = useQuery({ ...usagesOfNumberQuery(number), enabled: maySee });
  const items = usages.data?.items ?? [];
  return (
    <Section title={t`What uses it`}>
      {usages.isError && <Notice tone="danger">{text.problem(usages.error)}</Notice>}
      {!maySee && (
        <p className={classes.quiet}>
          {number.inUse ? <Trans>It is in use.</Trans> : <Trans>Nothing uses it.</Trans>}{' '}
          <Trans>
            What uses numbers is shown to those who hold <code>console.usages.read</code>.
          </Trans>
        </p>
      )}
      {usages.data && items.length === 0 && (
        <p className={classes.quiet}>
          <Trans>No campaign or schedule uses it. It can be deleted, moved and changed.</Trans>
        </p>
      )}
      {items.length > 0 && (
        <>
          <p className={classes.quiet}>
            <Trans>While anything uses it, it cannot be deleted, moved or given other digits.</Trans>
          </p>
          <UsageLinks usages={items} />
        </>
      )}
      {usages.data?.nextCursor !== undefined && (
        <p>
          <Link {...to.usages(number.organizationId, { numberId: number.id })}>
            {usages.data.total?.relation === 'eq' ? (
              <Plural value={usages.data.total.value} one="Show all #" other="Show all #" />
            ) : (
              <Trans>Show all</Trans>
            )}
          </Link>
        </p>
      )}
    </Section>
  );
}
