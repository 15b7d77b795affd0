import { Trans, useLingui } from '@lingui/react/macro';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { NotAllowed } from '~/app/NotAllowed';
import { organizationQuery } from '~/features/organizations/api';
import { useAllowed } from '~/features/session/allowed';
import { useTitle } from '~/ui/useTitle';
import { AddNumbersMenu } from './AddNumbersMenu';
import { NumberForms } from './NumberForms';
import { NumberList } from './NumberList';
import { NumberTabs } from './NumberTabs';
import { useNumberActions } from './useNumberActions';

const route = getRouteApi('/shell/o/$organizationId/numbers');

/** The outgoing numbers of one organization, and of those below it where one asks for them. */
export function NumbersPage() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const search = route.useSearch();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  const { actionsOf, dialogs } = useNumberActions();
  const title = t`Outgoing numbers`;
  useTitle(title, organization.name);

  if (!allowed('console.numbers.read')) return <NotAllowed permission="console.numbers.read" who="admin" />;
  const add = allowed('console.numbers.add') && <AddNumbersMenu organizationId={organizationId} />;
  return (
    <>
      <NumberList
        title={title}
        organizationId={organizationId}
        timeZone={organization.timeZone}
        search={search}
        // What one may do in an organization below is asked for on its own pages.
        rowActions={(number) =>
          actionsOf(number, number.organizationId === organizationId ? allowed : undefined)
        }
        allowed={allowed}
        tabs={<NumberTabs organizationId={organizationId} allowed={allowed} />}
        primary={add}
        empty={{
          actions: add,
          text: (
            <Trans>
              Outgoing numbers are what this organization calls and sends from. Add them one by one, as a
              range, or from a file.
            </Trans>
          ),
        }}
      />
      <NumberForms edited={search.edit} />
      {dialogs}
    </>
  );
}
