import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { isProblem, Problem } from '~/api/problem';
import { queryClient } from '~/api/query';
import { changeOrganization, organizationQuery } from '~/features/organizations/api';
import { BasicFields } from '~/features/organizations/BasicFields';
import { nameLength } from '~/features/organizations/formRules';
import { useAllowed } from '~/features/session/allowed';
import { sortErrors } from '~/lib/fieldErrors';
import { countCharacters } from '~/lib/format';
import { useProblemText } from '~/lib/problemText';
import { DiscardDialog } from '~/ui/FormDrawer';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { toast } from '~/ui/toast';
import { useTitle } from '~/ui/useTitle';
import classes from './Settings.module.css';
import { SettingsFrame } from './SettingsFrame';

const route = getRouteApi('/shell/o/$organizationId/settings');

/** The organization's name, website and time zone. */
export function SettingsPage() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const { organization, version } = useSuspenseQuery(organizationQuery(organizationId)).data;
  useTitle(t`Settings`, organization.name);
  return (
    <SettingsFrame organizationId={organizationId}>
      <Section title={t`General`}>
        {/* Another organization is another form; a refetch of the same one keeps what is typed. */}
        <GeneralForm key={organizationId} organization={organization} version={version} />
      </Section>
    </SettingsFrame>
  );
}

function GeneralForm({
  organization,
  version,
}: {
  organization: { id: string; name: string; website?: string | null; timeZone: string };
  version: string | null;
}) {
  const { t } = useLingui();
  const text = useProblemText();
  const allowed = useAllowed(organization.id)('console.organization.update');
  const [base, setBase] = useState({ name: organization.name, website: organization.website ?? '', version });
  const form = useForm({ initialValues: { name: base.name, website: base.website } });
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [stale, setStale] = useState(false);
  const dirty = form.isDirty();
  const leave = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });

  async function save({ name, website }: { name: string; website: string }) {
    setError(undefined);
    setStale(false);
    if (name.trim() === '') return fail('name', 'required');
    if (countCharacters(name) > nameLength) return fail('name', 'too_long');
    setSaving(true);
    try {
      const patch = {
        ...(name.trim() === base.name ? {} : { name: name.trim() }),
        ...(website.trim() === base.website
          ? {}
          : { website: website.trim() === '' ? null : website.trim() }),
      };
      const saved = await changeOrganization(organization.id, patch, base.version);
      restart(saved.name, saved.website ?? '', await currentVersion());
      toast({ tone: 'done', text: t`The settings are saved.` });
    } catch (problem) {
      refuse(problem);
    } finally {
      setSaving(false);
    }
  }

  function refuse(problem: unknown) {
    if (isProblem(problem, 'stale')) return setStale(true);
    const errors = problem instanceof Problem ? problem.errors : [];
    const { fields, leftOver } = sortErrors(errors, (path) => path === 'name' || path === 'website');
    for (const [path, entry] of Object.entries(fields)) form.setFieldError(path, text.field(entry));
    const first = Object.keys(fields)[0];
    if (first) form.getInputNode(first as 'name')?.focus();
    if (leftOver.length > 0 || !first) setError(text.problem(problem));
  }

  function fail(path: 'name', code: string) {
    form.setFieldError(path, text.field({ code, message: code }));
    form.getInputNode(path)?.focus();
  }

  async function currentVersion(): Promise<string | null> {
    return (await queryClient.fetchQuery(organizationQuery(organization.id))).version;
  }

  function restart(name: string, website: string, next: string | null) {
    form.setInitialValues({ name, website });
    form.setValues({ name, website });
    setBase({ name, website, version: next });
  }

  /** Somebody else saved first: their values become the ground, one's own changes stay or go. */
  async function takeCurrent(keepMine: boolean) {
    const mine = form.getValues();
    const { organization: now, version: next } = await queryClient.fetchQuery({
      ...organizationQuery(organization.id),
      staleTime: 0,
    });
    restart(now.name, now.website ?? '', next);
    if (keepMine) {
      if (mine.name !== base.name) form.setFieldValue('name', mine.name);
      if (mine.website !== base.website) form.setFieldValue('website', mine.website);
    }
    setStale(false);
  }

  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit((values) => void save(values))}
      noValidate
      aria-busy={saving}
    >
      {!allowed && (
        <Notice tone="info">
          <Trans>
            Changing these needs the permission <code>console.organization.update</code>. An Admin of this
            organization can give you a role that holds it.
          </Trans>
        </Notice>
      )}
      <BasicFields
        inputProps={form.getInputProps}
        timeZone={{ fixed: organization.timeZone }}
        own
        disabled={!allowed}
      />
      {stale && (
        <Notice
          tone="danger"
          title={t`Somebody else has changed this organization meanwhile`}
          actions={
            <>
              <Button variant="default" onClick={() => void takeCurrent(true)}>
                <Trans>Keep my changes</Trans>
              </Button>
              <Button variant="default" onClick={() => void takeCurrent(false)}>
                <Trans>Load the current values</Trans>
              </Button>
            </>
          }
        />
      )}
      {error && <Notice tone="danger">{error}</Notice>}
      {allowed && (
        <div className={classes.actions}>
          <Button type="submit" loading={saving} disabled={!dirty}>
            <Trans>Save</Trans>
          </Button>
        </div>
      )}
      <DiscardDialog
        opened={leave.status === 'blocked'}
        onDiscard={() => leave.proceed?.()}
        onStay={() => leave.reset?.()}
      />
    </form>
  );
}
