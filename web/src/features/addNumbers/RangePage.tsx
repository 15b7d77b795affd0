import { useLingui } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';
import { to } from '~/paths';
import { AddRange } from './AddRange';
import { InsideWayIn, PlatformWayIn } from './WayIn';

const platform = getRouteApi('/shell/platform/numbers/range');

export function RangePage() {
  const { t } = useLingui();
  return (
    <InsideWayIn title={t`Add a range of numbers`}>
      {(id) => <AddRange organizationId={id} done={to.numbers(id)} />}
    </InsideWayIn>
  );
}

export function AllRangePage() {
  const { t } = useLingui();
  const { organizationId } = platform.useSearch();
  return (
    <PlatformWayIn title={t`Add a range of numbers`} organizationId={organizationId}>
      {(id) => <AddRange organizationId={id} done={to.allNumbers()} />}
    </PlatformWayIn>
  );
}
