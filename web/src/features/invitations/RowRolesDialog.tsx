import { useLingui } from '@lingui/react/macro';
import { Radio } from '@mantine/core';
import { useState } from 'react';
import { RoleChoice } from '~/features/members/RoleChoice';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import classes from './InvitePage.module.css';
import type { Row } from './invitees';

/** Roles for one row, or those for all. */
export function RowRolesDialog({
  organizationId,
  row,
  onChoose,
  onClose,
}: {
  organizationId: string;
  row: Row;
  onChoose: (roleIds: string[] | undefined) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const [own, setOwn] = useState(row.roleIds !== undefined);
  const [roleIds, setRoleIds] = useState(row.roleIds ?? []);
  const who = row.name.trim() || row.email.trim();
  return (
    <ConfirmDialog
      opened
      title={who === '' ? t`Roles of this row` : t`Roles of ${who}`}
      confirmLabel={t`Use these`}
      busy={false}
      error={undefined}
      onConfirm={() => onChoose(own ? roleIds : undefined)}
      onClose={onClose}
    >
      <div className={classes.own}>
        <Radio.Group
          aria-label={t`Which roles`}
          value={own ? 'own' : 'all'}
          onChange={(next) => setOwn(next === 'own')}
        >
          <div className={classes.own}>
            <Radio size="xs" value="all" label={t`The same as for all`} />
            <Radio size="xs" value="own" label={t`Roles of their own`} />
          </div>
        </Radio.Group>
        {own && (
          <div className={classes.nested}>
            <RoleChoice
              organizationId={organizationId}
              current={[]}
              value={roleIds}
              onChange={setRoleIds}
              error={undefined}
            />
          </div>
        )}
      </div>
    </ConfirmDialog>
  );
}
