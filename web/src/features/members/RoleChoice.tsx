import { Trans, useLingui } from '@lingui/react/macro';
import { Checkbox, Input } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Member, Role } from '~/api/types';
import { rolesQuery } from '~/features/roles/api';
import { allowedQuery } from '~/features/session/allowed';
import { useProblemText } from '~/lib/problemText';
import { useMemberLabels } from './labels';
import classes from './RoleChoice.module.css';
import { beyond } from './rules';

/** The roles of an organization to tick; those that one may not give or take say why. */
export function RoleChoice({
  organizationId,
  current,
  value,
  onChange,
  error,
}: {
  organizationId: string;
  /** The roles that the member has now. */
  current: Member['roles'];
  value: string[];
  onChange: (roleIds: string[]) => void;
  error: ReactNode;
}) {
  const labels = useMemberLabels();
  const text = useProblemText();
  const held = useQuery(allowedQuery(organizationId));
  const mayRead = held.data?.includes('console.roles.read') ?? false;
  const roles = useQuery({ ...rolesQuery(organizationId), enabled: mayRead });
  const failed = held.error ?? roles.error;

  if (failed) {
    return (
      <Input.Wrapper label={labels.field('roles')} labelElement="div" error={text.problem(failed)}>
        {null}
      </Input.Wrapper>
    );
  }
  if (held.data && !mayRead) {
    return (
      <Input.Wrapper
        label={labels.field('roles')}
        labelElement="div"
        description={
          <Trans>
            Choosing roles also needs the permission <code>console.roles.read</code>.
          </Trans>
        }
        error={error}
      >
        <p className={classes.current}>{labels.list(current.map(({ name }) => name)) || '—'}</p>
      </Input.Wrapper>
    );
  }
  return (
    <Checkbox.Group label={labels.field('roles')} value={value} onChange={onChange} error={error}>
      <div className={classes.roles} data-path="roleIds" aria-busy={!roles.data}>
        {(roles.data ?? []).map((role) => (
          <RoleBox key={role.id} role={role} held={held.data ?? []} />
        ))}
        {!roles.data && <span className={classes.skeleton} />}
      </div>
    </Checkbox.Group>
  );
}

function RoleBox({ role, held }: { role: Role; held: readonly string[] }) {
  const { t } = useLingui();
  const lacking = beyond(role, held);
  const [first] = lacking;
  const others = lacking.length - 1;
  return (
    <Checkbox
      size="xs"
      value={role.id}
      label={role.name}
      disabled={first !== undefined}
      description={
        first === undefined
          ? (role.description ?? undefined)
          : others === 0
            ? t`You do not hold ${first} here, so you cannot give or take this role.`
            : t`You do not hold ${first} and ${others} more here, so you cannot give or take this role.`
      }
    />
  );
}
