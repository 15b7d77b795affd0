import { Trans } from '@lingui/react/macro';
import type { Role } from '~/api/types';
import classes from './RoleTitle.module.css';

export function RoleTitle({ role }: { role: Pick<Role, 'name' | 'fixed'> }) {
  return (
    <>
      {role.name}
      {role.fixed && (
        <span className={classes.fixed}>
          <Trans>Fixed</Trans>
        </span>
      )}
    </>
  );
}
