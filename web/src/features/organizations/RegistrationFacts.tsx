import { Link } from '@tanstack/react-router';
import type { Registration } from '~/api/types';
import { isStaff, useSession } from '~/features/session/session';
import { formatBusinessNumber } from '~/lib/format';
import { to } from '~/paths';
import { Copyable } from '~/ui/Copyable';
import { Fact, Facts } from '~/ui/Page';
import { useLabels } from './labels';

/** The registration as it stands; fields that do not apply to this kind of organization are not there. */
export function RegistrationFacts({ registration }: { registration: Registration }) {
  const labels = useLabels();
  const staff = isStaff(useSession());
  const { classification, type, address } = registration;
  const integrated = registration.controlOrganizationIntegrated;
  const digits = registration.businessRegistrationNumber;
  const over = registration.registeredOrganizationId;
  const overName = registration.registeredOrganizationName ?? over;

  return (
    <Facts>
      <Fact label={labels.field('type')}>{labels.value('type', type)}</Fact>
      <Fact label={labels.field('classification')}>{labels.value('classification', classification)}</Fact>
      {classification === 'client' && (
        <Fact label={labels.field('clientClassification')}>
          {registration.clientClassification &&
            labels.value('clientClassification', registration.clientClassification)}
        </Fact>
      )}
      {type === 'executing' ? (
        <Fact label={labels.field('registeredOrganizationId')}>
          {over && (staff ? <Link {...to.organization(over)}>{overName}</Link> : overName)}
        </Fact>
      ) : (
        <>
          <Fact label={labels.field('businessRegistrationNumber')}>
            {digits && <Copyable value={digits} shown={formatBusinessNumber(digits)} />}
          </Fact>
          <Fact label={labels.field('representativeName')}>{registration.representativeName}</Fact>
          <Fact label={labels.field('mainPhone')}>
            {registration.mainPhone && (
              <Copyable
                value={registration.mainPhone}
                shown={registration.mainPhoneDisplay ?? registration.mainPhone}
              />
            )}
          </Fact>
          <Fact label={labels.field('controlOrganizationIntegrated')}>
            {typeof integrated === 'boolean' &&
              labels.value('controlOrganizationIntegrated', String(integrated))}
          </Fact>
        </>
      )}
      <Fact label={labels.field('address')}>
        {[address.base, address.detail].filter(Boolean).join(' ')}
        {address.postalCode && (
          <>
            {' '}
            (<span className="mono">{address.postalCode}</span>)
          </>
        )}
      </Fact>
    </Facts>
  );
}
