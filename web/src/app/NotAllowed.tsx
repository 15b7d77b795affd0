import { Trans, useLingui } from '@lingui/react/macro';
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs';
import { memberships, useSession } from '~/features/session/session';
import { EmptyState } from '~/ui/EmptyState';
import { useTitle } from '~/ui/useTitle';
import { StartLink } from './StartLink';
import { usePlace } from './usePlace';

type Props = { permission?: string | undefined; who: 'staff' | 'admin' };

/** Which permission is missing, and who can give it; where one's organization is suspended, no role of it gives any. */
export function NotAllowed({ permission, who }: Props) {
  const { t } = useLingui();
  const place = usePlace();
  const own = memberships(useSession()).find(
    ({ organization }) => place.kind === 'organization' && organization.id === place.id,
  );
  const suspended = who === 'admin' && own?.organization.status === 'suspended';
  const title = t`You may not see this`;
  useTitle(title);
  return (
    <EmptyState page icon={<IconLock size={24} />} title={title} actions={<StartLink />}>
      {suspended ? (
        <Trans>This organization is suspended. The platform's staff can reactivate it.</Trans>
      ) : (
        <Missing permission={permission} who={who} />
      )}
    </EmptyState>
  );
}

function Missing({ permission, who }: Props) {
  return (
    <>
      {permission !== undefined && (
        <p>
          <Trans>
            This needs the permission <code>{permission}</code>.
          </Trans>
        </p>
      )}
      <p>
        {who === 'staff' ? (
          <Trans>
            It is for the platform's staff. An Admin of the platform organization can make you a member there.
          </Trans>
        ) : (
          <Trans>An Admin of this organization can give you a role that holds it.</Trans>
        )}
      </p>
    </>
  );
}
