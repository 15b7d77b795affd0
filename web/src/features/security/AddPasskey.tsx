import { Trans, useLingui } from '@lingui/react/macro';
import { useProved } from '~/features/session/useProved';
import { toast } from '~/ui/toast';
import { addPasskey } from './api';
import { deviceName } from './deviceName';
import { PasskeyName } from './PasskeyName';

export function AddPasskey({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const proved = useProved();
  return (
    <PasskeyName
      title={t`Add a passkey`}
      lead={<Trans>Your browser then asks where to keep it: this device, a phone, or a security key.</Trans>}
      first={deviceName(navigator.userAgent) ?? t`Passkey`}
      submitLabel={<Trans>Go on</Trans>}
      save={async (name) => {
        let added = false;
        await proved(async () => {
          added = await addPasskey(name);
        });
        if (added) toast({ tone: 'done', text: t`The passkey ${name} is added.` });
        return added;
      }}
      onClose={onClose}
    />
  );
}
