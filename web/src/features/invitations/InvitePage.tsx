import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { NotAllowed } from '~/app/NotAllowed';
import { RoleChoice } from '~/features/members/RoleChoice';
import { organizationQuery } from '~/features/organizations/api';
import { rolesQuery } from '~/features/roles/api';
import { useAllowed } from '~/features/session/allowed';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { FormPage } from '~/ui/FormPage';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { toast } from '~/ui/toast';
import { useTitle } from '~/ui/useTitle';
import { InviteeRows } from './InviteeRows';
import classes from './InvitePage.module.css';
import { fieldOf, type Line, mostInvitees, rowsOf } from './invitees';
import { PasteDialog } from './PasteDialog';
import './problems';
import { type Place, useInvitees } from './useInvitees';

const route = getRouteApi('/shell/o/$organizationId/invitations/new');

/** Invites one or many: rows that are typed or pasted, looked at by the server before anything is sent. */
export function InvitePage() {
  const { t } = useLingui();
  const { organizationId } = route.useParams();
  const { organization } = useSuspenseQuery(organizationQuery(organizationId)).data;
  const allowed = useAllowed(organizationId);
  useTitle(t`Invite people`, organization.name);
  if (!allowed('console.members.invite'))
    return <NotAllowed permission="console.members.invite" who="admin" />;
  return (
    <Invite key={organizationId} organizationId={organizationId} mayRead={allowed('console.members.read')} />
  );
}

function Invite({ organizationId, mayRead }: { organizationId: string; mayRead: boolean }) {
  const { t } = useLingui();
  const text = useProblemText();
  const router = useRouter();
  const list = useInvitees(organizationId);
  const allowed = useAllowed(organizationId);
  const roles = useQuery({ ...rolesQuery(organizationId), enabled: allowed('console.roles.read') }).data;
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [missing, setMissing] = useState(false);
  const [left, setLeft] = useState(0);
  // The field that the focus goes to next, wherever in the list it is.
  const [wanted, setWanted] = useState<Place>();
  const [pasting, setPasting] = useState(false);
  const { filled, problems, rows } = list;
  const good = filled.filter(({ key }) => !problems.has(key));
  const back = mayRead ? to.invitations(organizationId) : to.overview(organizationId);

  function add(lines: readonly Line[]) {
    setMissing(false);
    setLeft(list.add(rowsOf(lines, roles ?? [])));
  }

  async function save() {
    setError(undefined);
    if (filled.length === 0) {
      setMissing(true);
      if (rows[0]) setWanted({ key: rows[0].key, field: 'name' });
      return;
    }
    setSaving(true);
    try {
      const wrong = await list.check();
      if (wrong === undefined) return await send();
      setSaving(false);
      setWanted(wrong);
    } catch (problem) {
      setSaving(false);
      setError(text.problem(problem));
    }
  }

  async function sendGood() {
    setError(undefined);
    setSaving(true);
    try {
      await send();
    } catch (problem) {
      setSaving(false);
      setError(text.problem(problem));
    }
  }

  async function send() {
    const count = await list.send(good);
    if (count > 0)
      toast({
        tone: 'done',
        text: t`${plural(count, { one: '# invitation is on its way.', other: '# invitations are on their way.' })}`,
      });
    if (count === filled.length) await router.navigate(back);
    else setSaving(false);
  }

  const [firstWrong] = filled.filter(({ key }) => problems.has(key));
  return (
    <FormPage
      title={t`Invite people`}
      back={{ link: back, label: mayRead ? <Trans>Invitations</Trans> : <Trans>Overview</Trans> }}
      submitLabel={
        filled.length > 0 ? (
          <Plural value={filled.length} one="Invite # person" other="Invite # people" />
        ) : (
          <Trans>Invite</Trans>
        )
      }
      saving={saving}
      dirty={filled.length > 0}
      submitError={
        <>
          {error && <Notice tone="danger">{error}</Notice>}
          {firstWrong && (
            <Notice
              tone="danger"
              title={t`${plural(problems.size, { one: '# of them cannot be invited like this', other: '# of them cannot be invited like this' })}`}
              actions={
                <>
                  <Button
                    variant="default"
                    onClick={() =>
                      setWanted({
                        key: firstWrong.key,
                        field: fieldOf(problems.get(firstWrong.key)?.location),
                      })
                    }
                  >
                    <Trans>Go to the first</Trans>
                  </Button>
                  {good.length > 0 && (
                    <Button variant="default" loading={saving} onClick={() => void sendGood()}>
                      <Plural value={good.length} one="Invite the other one" other="Invite the other #" />
                    </Button>
                  )}
                </>
              }
            >
              <Trans>Nothing has been sent to them. Correct what is marked, or remove it.</Trans>
            </Notice>
          )}
        </>
      }
      onSubmit={() => void save()}
    >
      <Section title={t`Roles for all`}>
        <p className={classes.help}>
          <Trans>What everybody on the list may do here. Each row can have roles of its own instead.</Trans>
        </p>
        <div className={classes.roles}>
          <RoleChoice
            organizationId={organizationId}
            current={[]}
            value={list.forAll}
            onChange={list.setForAll}
            error={undefined}
          />
        </div>
      </Section>
      <Section
        title={t`People`}
        actions={
          <Button variant="default" size="xs" onClick={() => setPasting(true)}>
            <Trans>Paste a list</Trans>
          </Button>
        }
      >
        <p className={classes.help}>
          <Trans>
            Each gets a link by e-mail that works for seven days. Whoever has an account already signs in and
            is asked. A list from a mail or a spreadsheet can be pasted into any field; a file can be{' '}
            <Link {...to.invitationImports(organizationId)}>uploaded</Link>.
          </Trans>
        </p>
        {left > 0 && (
          <Notice tone="warn" title={t`Not all of them fit`}>
            <Plural
              value={left}
              one={`# person was left out: at most ${mostInvitees} are invited at once.`}
              other={`# people were left out: at most ${mostInvitees} are invited at once.`}
            />
          </Notice>
        )}
        <InviteeRows
          organizationId={organizationId}
          list={list}
          roles={roles}
          missing={missing}
          wanted={wanted}
          onPaste={add}
          onTyped={() => setMissing(false)}
        />
      </Section>
      {pasting && <PasteDialog onAdd={add} onClose={() => setPasting(false)} />}
    </FormPage>
  );
}
