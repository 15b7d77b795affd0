import { Trans, useLingui } from '@lingui/react/macro';
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '~/ui/EmptyState';
import { useTitle } from '~/ui/useTitle';

/** Which permission is missing, and who can give it. */
export function NotAllowed({ permission, who }: { permission?: string; who: 'staff' | 'admin' }) {
  const { t } = useLingui();
  const title = t`You may not see this`;
  useTitle(title);
  return (
    <EmptyState
      page
      icon={<IconLock size={24} />}
      title={title}
      actions={
        <Link to="/">
          <Trans>Go to the start</Trans>
        </Link>
      }
    >
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
    </EmptyState>
  );
}
