import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDeployment } from '~/api/deployment';
import type { Organization } from '~/api/types';
import { useProblemText } from '~/lib/problemText';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { organizationQuery } from './api';
import { newValues, valuesOf } from './formRules';
import { OrganizationFields } from './OrganizationFields';
import { StaleNotice } from './StaleNotice';
import { useOrganizationForm } from './useOrganizationForm';

type Loaded = { organization: Organization; version: string | null };

/** Registers an organization, or edits the one with the ID. */
export function OrganizationFormDrawer({
  organizationId,
  onClose,
}: {
  organizationId: string | undefined;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  // Read once: what is refetched behind an open form must not replace what somebody is typing.
  const loaded = useQuery({
    ...organizationQuery(organizationId ?? ''),
    enabled: organizationId !== undefined,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });

  if (organizationId === undefined) return <Form onClose={onClose} />;
  // A cached copy may be old: the form waits for the answer that is on its way.
  if (loaded.data && !loaded.isFetching) return <FormOnce loaded={loaded.data} onClose={onClose} />;
  if (loaded.data && loaded.isFetchedAfterMount) return <FormOnce loaded={loaded.data} onClose={onClose} />;
  return (
    <FormDrawer
      title={t`Edit organization`}
      submitLabel={t`Save`}
      loading
      saving={false}
      dirty={false}
      submitError={loaded.isError ? <FormError>{text.problem(loaded.error)}</FormError> : undefined}
      onSubmit={() => {}}
      onClose={onClose}
    >
      {null}
    </FormDrawer>
  );
}

function FormOnce({ loaded, onClose }: { loaded: Loaded; onClose: () => void }) {
  const [first] = useState(loaded);
  return <Form loaded={first} onClose={onClose} />;
}

function Form({ loaded, onClose }: { loaded?: Loaded; onClose: () => void }) {
  const { t } = useLingui();
  const { timeZone } = useDeployment();
  const { form, saving, error, stale, submit, loadTheirs, keepMine } = useOrganizationForm({
    id: loaded?.organization.id,
    version: loaded?.version ?? null,
    initial: loaded ? valuesOf(loaded.organization) : newValues(timeZone),
    onSaved: onClose,
  });
  const name = loaded?.organization.name;

  return (
    <FormDrawer
      title={name === undefined ? t`Register an organization` : t`Edit ${name}`}
      submitLabel={name === undefined ? t`Register` : t`Save`}
      loading={false}
      saving={saving}
      dirty={form.isDirty()}
      submitError={
        stale ? (
          <StaleNotice fields={stale} onLoadTheirs={loadTheirs} onKeepMine={keepMine} />
        ) : error === undefined ? undefined : (
          <FormError>{error}</FormError>
        )
      }
      onSubmit={submit}
      onClose={onClose}
    >
      <OrganizationFields form={form} isNew={loaded === undefined} />
    </FormDrawer>
  );
}
