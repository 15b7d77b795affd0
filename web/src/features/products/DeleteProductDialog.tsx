import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Product } from '~/api/types';
import '~/features/members/problems';
import { useProblemText } from '~/lib/problemText';
import { ConfirmDialog } from '~/ui/ConfirmDialog';
import { toast } from '~/ui/toast';
import { deleteProduct, localized } from './api';

export function DeleteProductDialog({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const text = useProblemText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const name = localized(product.name, i18n.locale);
  const count = product.permissions.length;

  async function confirm() {
    setBusy(true);
    setError(undefined);
    try {
      await deleteProduct(product.key);
      toast({ tone: 'done', text: t`The product ${name} is deleted.` });
      onClose();
    } catch (problem) {
      setBusy(false);
      setError(text.problem(problem));
    }
  }

  return (
    <ConfirmDialog
      opened
      title={t`Delete the product ${name}?`}
      confirmLabel={t`Delete product`}
      danger
      typeToConfirm={product.key}
      busy={busy}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
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
