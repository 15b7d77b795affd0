import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useDeployment } from '~/api/deployment';
import type { ImportSpec } from '~/features/imports/spec';
import { organizationQuery } from '~/features/organizations/api';
import { useOrganizationInfo } from '~/features/organizations/useOrganizationInfo';
import { to } from '~/paths';

/** Imports of numbers: into one organization, or on the platform, where a file may name them. */
export function useNumberImports(organizationId: string | undefined): ImportSpec {
  const { t } = useLingui();
  const { timeZone } = useDeployment();
  const organization = useQuery({
    ...organizationQuery(organizationId ?? ''),
    enabled: organizationId !== undefined,
  });
  return {
    place: { kind: 'numbers', organizationId },
    title: t`Import numbers`,
    timeZone: organization.data?.organization.timeZone ?? timeZone,
    save: (count) => t`${plural(count, { one: 'Save # number', other: 'Save # numbers' })}`,
    nothing: t`There is nothing to save: every number is there already, or invalid.`,
    done: {
      label: t`Show the numbers`,
      link: organizationId === undefined ? to.allNumbers() : to.numbers(organizationId),
    },
    facts: (item) => (
      <>
        {organizationId === undefined && item.organizationId !== null && <Owner id={item.organizationId} />}
        {item.billingNumber && (
          <span>
            <Trans>
              Billing number <span className="mono">{item.billingNumber}</span>
            </Trans>
          </span>
        )}
      </>
    ),
  };
}

function Owner({ id }: { id: string }) {
  const info = useOrganizationInfo(id);
  return info && <span>{info.name}</span>;
}
