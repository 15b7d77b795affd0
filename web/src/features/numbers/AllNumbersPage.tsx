import { Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';
import { useDeployment } from '~/api/deployment';
import { NotAllowed } from '~/app/NotAllowed';
import { may, type Permission, useSession } from '~/features/session/session';
import { useTitle } from '~/ui/useTitle';
import { AddNumbersMenu } from './AddNumbersMenu';
import { NumberForms } from './NumberForms';
import { NumberList } from './NumberList';
import { useNumberActions } from './useNumberActions';

const route = getRouteApi('/shell/platform/numbers');

/** The outgoing numbers of every organization, for the platform's staff. */
export function AllNumbersPage() {
  const { t } = useLingui();
  const search = route.useSearch();
  const { timeZone } = useDeployment();
  const session = useSession();
  const { actionsOf, dialogs } = useNumberActions();
  const title = t`Outgoing numbers`;
  useTitle(title);

  // The platform's permissions count in every organization.
  const allowed = (permission: Permission) => may(session, permission);
  if (!allowed('console.numbers.read')) return <NotAllowed permission="console.numbers.read" who="staff" />;
  const add = allowed('console.numbers.add') && <AddNumbersMenu organizationId={undefined} />;
  return (
    <>
      <NumberList
        title={title}
        organizationId={undefined}
        timeZone={timeZone}
        search={search}
        rowActions={(number) => actionsOf(number, allowed)}
        allowed={allowed}
        primary={add}
        empty={{
          actions: add,
          text: (
            <Trans>
              Outgoing numbers are what the organizations call and send from. Each belongs to one of them.
            </Trans>
          ),
        }}
      />
      <NumberForms edited={search.edit} />
      {dialogs}
    </>
  );
}
