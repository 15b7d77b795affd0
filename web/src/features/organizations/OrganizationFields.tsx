import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Radio, Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useDeployment } from '~/api/deployment';
import { CountedInput } from '~/ui/CountedInput';
import { BasicFields } from './BasicFields';
import { applies, externalKeyLength, type OrganizationValues, representativeNameLength } from './formRules';
import { enumValues, useLabels } from './labels';
import classes from './OrganizationFields.module.css';
import { OrganizationSelect } from './OrganizationSelect';

type Form = UseFormReturnType<OrganizationValues>;

export function OrganizationFields({ form, isNew }: { form: Form; isNew: boolean }) {
  const { t } = useLingui();
  const labels = useLabels();
  const { timeZone } = useDeployment();
  const { registered } = form.values;
  return (
    <>
      <BasicFields
        inputProps={form.getInputProps}
        timeZone={isNew ? { suggested: timeZone } : { fixed: form.values.timeZone }}
      />
      <CountedInput
        label={labels.field('externalKey')}
        description={t`The key another system or a file knows it by.`}
        limit={externalKeyLength}
        autoComplete="off"
        {...form.getInputProps('externalKey')}
      />
      <h3 className={classes.heading}>
        <Trans>Registration</Trans>
      </h3>
      {registered ? (
        <RegistrationFields form={form} />
      ) : (
        <div className={classes.none}>
          <p>
            <Trans>Its own people made this organization. It has no registration yet.</Trans>
          </p>
          <Button variant="default" onClick={() => form.setFieldValue('registered', true)}>
            <Trans>Add a registration</Trans>
          </Button>
        </div>
      )}
      {!isNew && <NumberRuleFields form={form} />}
    </>
  );
}

/** Korean providers and authorities do not agree on every kind of number: staff decide for each organization. */
function NumberRuleFields({ form }: { form: Form }) {
  const { t } = useLingui();
  const labels = useLabels();
  return (
    <>
      <h3 className={classes.heading}>
        <Trans>Outgoing numbers</Trans>
      </h3>
      <Checkbox
        size="xs"
        label={labels.field('personal050')}
        description={t`The organization may register numbers that begin with 050. Not every provider accepts them as a sender.`}
        {...form.getInputProps('numberRules.personal050', { type: 'checkbox' })}
      />
      <Checkbox
        size="xs"
        label={labels.field('special')}
        description={t`The organization may register numbers of public services, such as 112. Allow it only to the service itself.`}
        {...form.getInputProps('numberRules.special', { type: 'checkbox' })}
      />
    </>
  );
}

function RegistrationFields({ form }: { form: Form }) {
  const { t } = useLingui();
  const labels = useLabels();
  const { clientClassifications } = useDeployment();
  const { registration } = form.values;
  const chosen = registration.clientClassification;
  const classifications = [
    ...new Set([...(clientClassifications ?? []), ...(chosen === '' ? [] : [chosen])]),
  ];

  const radios = (key: 'classification' | 'type') => (
    <Radio.Group label={labels.field(key)} required {...form.getInputProps(`registration.${key}`)}>
      <div className={classes.radios}>
        {enumValues[key].map((value) => (
          <Radio key={value} size="xs" value={value} label={labels.value(key, value)} />
        ))}
      </div>
    </Radio.Group>
  );

  return (
    <>
      {radios('classification')}
      {applies('clientClassification', registration) && (
        <Select
          label={labels.field('clientClassification')}
          required
          allowDeselect={false}
          data={classifications.map((value) => ({
            value,
            label: labels.value('clientClassification', value),
          }))}
          {...form.getInputProps('registration.clientClassification')}
          value={chosen === '' ? null : chosen}
        />
      )}
      {radios('type')}
      {applies('registeredOrganizationId', registration) && (
        <OrganizationSelect
          label={labels.field('registeredOrganizationId')}
          required
          {...form.getInputProps('registration.registeredOrganizationId')}
          value={registration.registeredOrganizationId}
        />
      )}
      {applies('businessRegistrationNumber', registration) && (
        <TextInput
          label={labels.field('businessRegistrationNumber')}
          required
          placeholder="000-00-00000"
          inputMode="numeric"
          autoComplete="off"
          classNames={{ input: classes.mono }}
          {...form.getInputProps('registration.businessRegistrationNumber')}
        />
      )}
      {applies('representativeName', registration) && (
        <CountedInput
          label={labels.field('representativeName')}
          required
          limit={representativeNameLength}
          autoComplete="off"
          {...form.getInputProps('registration.representativeName')}
        />
      )}
      {applies('mainPhone', registration) && (
        <TextInput
          label={labels.field('mainPhone')}
          type="tel"
          autoComplete="off"
          classNames={{ input: classes.mono }}
          {...form.getInputProps('registration.mainPhone')}
        />
      )}
      {applies('controlOrganizationIntegrated', registration) && (
        <Radio.Group
          label={labels.field('controlOrganizationIntegrated')}
          {...form.getInputProps('registration.controlOrganizationIntegrated')}
        >
          <div className={classes.radios}>
            {['true', 'false'].map((value) => (
              <Radio
                key={value}
                size="xs"
                value={value}
                label={labels.value('controlOrganizationIntegrated', value)}
              />
            ))}
          </div>
        </Radio.Group>
      )}
      <div className={classes.address}>
        <TextInput
          label={labels.field('address')}
          required
          autoComplete="off"
          {...form.getInputProps('registration.address.base')}
        />
        <TextInput
          label={labels.field('postalCode')}
          autoComplete="off"
          classNames={{ input: classes.mono }}
          {...form.getInputProps('registration.address.postalCode')}
        />
      </div>
      <TextInput
        label={labels.field('addressDetail')}
        placeholder={t`Building, floor, room`}
        autoComplete="off"
        {...form.getInputProps('registration.address.detail')}
      />
    </>
  );
}
