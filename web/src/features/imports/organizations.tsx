import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { lazy, Suspense } from 'react';
import { useDeployment } from '~/api/deployment';
import { may, useSession } from '~/features/session/session';
import { area } from '~/i18n';
import { to } from '~/paths';
import type { ImportSpec } from './spec';

const ImportGroupsNote = lazy(
  area('groups', () =>
    import('~/features/groups/ImportGroupsNote').then((module) => ({ default: module.ImportGroupsNote })),
  ),
);

/** Imports of organizations, for the platform's staff. */
export function useOrganizationImports(): ImportSpec {
  const { t } = useLingui();
  const { timeZone } = useDeployment();
  const session = useSession();
  return {
    place: { kind: 'organizations' },
    title: t`Import organizations`,
    timeZone,
    save: (count) => t`${plural(count, { one: 'Import # organization', other: 'Import # organizations' })}`,
    nothing: t`There is nothing to import: every organization is there already, or invalid.`,
    done: { label: t`Show the organizations`, link: to.organizations() },
    note: (item) =>
      may(session, 'console.groups.manage') && (
        <Suspense>
          <ImportGroupsNote done={item.status === 'done'} />
        </Suspense>
      ),
  };
}
