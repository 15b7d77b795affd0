import { Plural, Trans, useLingui } from '@lingui/react/macro';
import '~/features/numbers/problems';
import type { Usage } from '~/api/types';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { endUsage } from './api';
import { useUsageLabels } from './useUsageLabels';

/** Says what it means to end a usage in the product's place, and asks for its name. */
export function EndUsageDialog({
  usage: { id, name, product, numberCount },
  onClose,
  onEnded,
}: {
  usage: Usage;
  onClose: () => void;
  onEnded: () => void;
}) {
  const { t } = useLingui();
  const labels = useUsageLabels();
  const productName = labels.product(product);

  const confirmed = useConfirmed(async () => {
    await endUsage(id);
    toast({ tone: 'done', text: t`The usage ${name} is ended.` });
    onEnded();
  });

  return (
    <ConfirmDialog
      opened
      title={t`End the usage ${name}?`}
      confirmLabel={t`End usage`}
      danger
      typeToConfirm={name}
      onClose={onClose}
      {...confirmed}
    >
      <p>
        <Plural
          value={numberCount}
          _0="The organization is no longer held by it."
          one="# number is no longer held by it, and can be deleted, moved and changed unless something else uses it."
          other="# numbers are no longer held by it, and can be deleted, moved and changed unless something else uses them."
        />
      </p>
      <p>
        <Trans>
          {productName} is not stopped by this: what still runs there goes on, and may register its usage
          again. It is meant for what a product has left behind.
        </Trans>
      </p>
    </ConfirmDialog>
  );
}
