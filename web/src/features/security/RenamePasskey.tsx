import { Trans, useLingui } from '@lingui/react/macro';
import type { Passkey } from '~/api/types';
import { renamePasskey } from './api';
import { PasskeyName } from './PasskeyName';

export function RenamePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <PasskeyName
      title={t`Rename ${passkey.name}`}
      first={passkey.name}
      submitLabel={<Trans>Save</Trans>}
      save={async (name) => {
        if (name !== passkey.name) await renamePasskey(passkey.id, name);
        return true;
      }}
      onClose={onClose}
    />
  );
}
