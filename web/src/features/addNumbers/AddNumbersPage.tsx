import { useLingui } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';
import { to } from '~/paths';
import { AddNumbers } from './AddNumbers';
import { InsideWayIn, PlatformWayIn } from './WayIn';

const platform = getRouteApi('/shell/platform/numbers/add');

export function AddNumbersPage() {
  const { t } = useLingui();
  return (
    <InsideWayIn title={t`Add numbers`}>
      {(id) => <AddNumbers organizationId={id} done={to.numbers(id)} />}
    </InsideWayIn>
  );
}

export function AddAllNumbersPage() {
  const { t } = useLingui();
  const { organizationId } = platform.useSearch();
  return (
    <PlatformWayIn title={t`Add numbers`} organizationId={organizationId}>
      {(id) => <AddNumbers organizationId={id} done={to.allNumbers()} />}
    </PlatformWayIn>
  );
}
