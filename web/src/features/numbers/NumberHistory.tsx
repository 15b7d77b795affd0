import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { Time } from '~/ui/Time';
import { numberHistoryQuery } from './api';
import classes from './NumberPage.module.css';

/** Who had the number and when, the latest first. */
export function NumberHistory({ numberId, timeZone }: { numberId: string; timeZone: string }) {
  const { t } = useLingui();
  const text = useProblemText();
  const history = useQuery(numberHistoryQuery(numberId));
  return (
    <Section title={t`History`}>
      {history.isError && <Notice tone="danger">{text.problem(history.error)}</Notice>}
      {history.data && (
        <table className={classes.history}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Organization</Trans>
              </th>
              <th scope="col">
                <Trans>From</Trans>
              </th>
              <th scope="col">
                <Trans>Until</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {history.data.map((owner) => (
              <tr key={owner.from}>
                <th scope="row">
                  {owner.organizationName ?? (
                    <span className={classes.quiet}>
                      <Trans>Another organization</Trans>
                    </span>
                  )}
                </th>
                <td>
                  <Time value={owner.from} timeZone={timeZone} />
                </td>
                <td>
                  {owner.to === null ? <Trans>now</Trans> : <Time value={owner.to} timeZone={timeZone} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
