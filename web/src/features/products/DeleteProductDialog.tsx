import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Product } from '~/api/types';
import '~/features/members/problems';
import { useConfirmed } from '~/lib/useConfirmed';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { deleteProduct, localized } from './api';

export function DeleteProductDialog({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const name = localized(product.name, i18n.locale);
  const count = product.permissions.length;

  const confirmed = useConfirmed(async () => {
    await deleteProduct(product.key);
    toast({ tone: 'done', text: t`The product ${name} is deleted.` });
    onClose();
  });

  return (
    <ConfirmDialog
      opened
      title={t`Delete the product ${name}?`}
      confirmLabel={t`Delete product`}
      danger
      typeToConfirm={product.key}
      onClose={onClose}
      {...confirmed}
    >
      <p>
        <Plural
          value={count}
          one="Its permission is taken from every role that holds it, in every organization, at once."
          other="Its # permissions are taken from every role that holds them, in every organization, at once."
        />
      </p>
      <p>
        <Trans>It cannot be undone.</Trans>
      </p>
    </ConfirmDialog>
  );
}
