import { Trans, useLingui } from '@lingui/react/macro';
import { StaleChoice } from '~/ui/StaleChoice';
import { type FieldName, useLabels } from './labels';

/** Somebody else saved first: says what they changed and leaves the choice. */
export function StaleNotice({
  fields,
  onLoadTheirs,
  onKeepMine,
}: {
  fields: FieldName[];
  onLoadTheirs: () => void;
  onKeepMine: () => void;
}) {
  const { t, i18n } = useLingui();
  const labels = useLabels();
  const names = new Intl.ListFormat(i18n.locale).format(fields.map(labels.field));
  return (
    <StaleChoice
      title={t`Somebody else has changed this organization meanwhile`}
      onKeepMine={onKeepMine}
      onLoadTheirs={onLoadTheirs}
    >
      {fields.length > 0 && (
        <p>
          <Trans>Changed: {names}.</Trans>
        </p>
      )}
      <p>
        <Trans>Keeping yours takes over the rest of the current values; save again after that.</Trans>
      </p>
    </StaleChoice>
  );
}
