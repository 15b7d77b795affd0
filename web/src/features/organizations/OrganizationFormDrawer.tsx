import { useLingui } from '@lingui/react/macro';
import { useDeployment } from '~/api/deployment';
import type { Organization } from '~/api/types';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { ReadOnceDrawer } from '~/ui/ReadOnceDrawer';
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
  if (organizationId === undefined) return <Form onClose={onClose} />;
  return <EditForm organizationId={organizationId} onClose={onClose} />;
}

function EditForm({ organizationId, onClose }: { organizationId: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <ReadOnceDrawer
      query={organizationQuery(organizationId)}
      title={t`Edit organization`}
      submitLabel={t`Save`}
      onClose={onClose}
    >
      {(first) => <Form loaded={first} onClose={onClose} />}
    </ReadOnceDrawer>
  );
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
