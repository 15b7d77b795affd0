import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Member } from '~/api/types';
import { Notice } from '~/ui/Notice';
import { onlyHolderQuery } from './api';

/** Warns before an organization loses its last active Admin; says nothing where there is another. */
export function LastAdminNotice({ member, roleId }: { member: Member; roleId: string }) {
  const { t } = useLingui();
  const only = useQuery(onlyHolderQuery(member, roleId));
  if (only.data !== true) return null;
  const { name, organizationName: organization } = member;
  return (
    <Notice tone="warn" title={t`${name} is the last active Admin of ${organization}`}>
      <Trans>
        Nobody acting from within it can do this. From a higher level or the platform it can be done; nobody
        inside can then manage it until somebody is made Admin.
      </Trans>
    </Notice>
  );
}
