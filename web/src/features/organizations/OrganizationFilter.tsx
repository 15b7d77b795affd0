import { useLingui } from '@lingui/react/macro';
import { Radio } from '@mantine/core';
import type { Reach } from '~/api/types';
import classes from './OrganizationFilter.module.css';
import { OrganizationSelect } from './OrganizationSelect';
import { useOrganizationInfo } from './useOrganizationInfo';

/** Of which organizations a list shows what belongs to them. */
export type OfOrganization = { organizationId?: string; reach?: Reach };

/** The part of a detailed search that says whose things are listed: an organization's, or also those below it. */
export function OrganizationFilter({
  fixed,
  value,
  onChange,
}: {
  /** The organization whose list it is, which is not to choose; undefined on a list of all. */
  fixed: string | undefined;
  value: OfOrganization;
  onChange: (value: OfOrganization) => void;
}) {
  const { t } = useLingui();
  const chosen = fixed ?? value.organizationId;
  const organization = useOrganizationInfo(chosen);
  return (
    <>
      {fixed === undefined && (
        <OrganizationSelect
          any
          label={t`Organization`}
          value={chosen === undefined ? null : { id: chosen, name: organization?.name ?? chosen }}
          onChange={(choice) => onChange({ organizationId: choice?.id })}
        />
      )}
      {(organization?.lowerLevels ?? 0) > 0 && (
        <Radio.Group
          label={t`Reach`}
          value={value.reach ?? 'own'}
          onChange={(reach) => onChange({ ...value, reach: reach === 'subtree' ? 'subtree' : undefined })}
        >
          <div className={classes.radios}>
            <Radio size="xs" value="own" label={t`This organization only`} />
            <Radio size="xs" value="subtree" label={t`And everything below it`} />
          </div>
        </Radio.Group>
      )}
    </>
  );
}
