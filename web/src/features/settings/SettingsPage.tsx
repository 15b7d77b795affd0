import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import type { Organization } from '~/api/types';
import { changeOrganization, organizationQuery } from '~/features/organizations/api';
import { BasicFields } from '~/features/organizations/BasicFields';
import { mayBeWebsite, nameLength } from '~/features/organizations/formRules';
import { useAllowed } from '~/features/session/allowed';
import { compact } from '~/lib/listSearch';
import { useEditing } from '~/lib/useEditing';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { StaleChoice } from '~/ui/StaleChoice';
import { toast } from '~/ui/toast';
import { UnsavedWork } from '~/ui/UnsavedWork';
import { useTitle } from '~/ui/useTitle';
import classes from './Settings.module.css';
import { SettingsFrame } from './SettingsFrame';

const route = getRouteApi('/shell/o/$organizationId/settings');

/** The organization's name, website and time zone. */
export function SettingsPage() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const loaded = useSuspenseQuery(organizationQuery(organizationId)).data;
  useTitle(t`Settings`, loaded.organization.name);
  return (
    <SettingsFrame organizationId={organizationId}>
      <Section title={t`General`}>
        {/* Another organization is another form; a refetch of the same one keeps what is typed. */}
        <GeneralForm key={organizationId} loaded={loaded} />
      </Section>
    </SettingsFrame>
  );
}

type Loaded = { organization: Organization; version: string | null };

function valuesOf({ organization: { name, website } }: Loaded) {
  return { name, website: website ?? '' };
}

function GeneralForm({ loaded }: { loaded: Loaded }) {
  const { t } = useLingui();
  const { id, timeZone } = loaded.organization;
  const allowed = useAllowed(id)('console.organization.update');
  const {
    form,
    error,
    stale,
    frame: { saving, dirty, onSubmit },
  } = useEditing({
    loaded,
    query: organizationQuery(id),
    valuesOf,
    check: ({ name, website }, rules) => ({
      name: rules.required(name) ?? rules.atMost(nameLength, name),
      website: mayBeWebsite(website) ? undefined : rules.say('invalid_url'),
    }),
    async send(changed, { version }) {
      const website = changed.website === '' ? null : changed.website;
      await changeOrganization(id, compact({ ...changed, website }), version);
      toast({ tone: 'done', text: t`The settings are saved.` });
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!saving) onSubmit();
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-busy={saving}>
      {!allowed && (
        <Notice tone="info">
          <Trans>
            Changing these needs the permission <code>console.organization.update</code>. An Admin of this
            organization can give you a role that holds it.
          </Trans>
        </Notice>
      )}
      <BasicFields inputProps={form.getInputProps} timeZone={{ fixed: timeZone }} own disabled={!allowed} />
      {stale && <StaleChoice title={t`Somebody else has changed this organization meanwhile`} {...stale} />}
      {error && <Notice tone="danger">{error}</Notice>}
      {allowed && (
        <div className={classes.actions}>
          <Button type="submit" loading={saving} disabled={!dirty}>
            <Trans>Save</Trans>
          </Button>
        </div>
      )}
      <UnsavedWork unsaved={() => dirty} />
    </form>
  );
}
