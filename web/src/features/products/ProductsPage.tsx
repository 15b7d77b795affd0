import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Product } from '~/api/types';
import { may, useSession } from '~/features/session/session';
import { Page, Section } from '~/ui/Page';
import { PageSkeleton } from '~/ui/PageSkeleton';
import { useTitle } from '~/ui/useTitle';
import { localized, productsQuery } from './api';
import classes from './ProductsPage.module.css';

const ProductDrawer = lazy(() =>
  import('./ProductDrawer').then((module) => ({ default: module.ProductDrawer })),
);
const DeleteProductDialog = lazy(() =>
  import('./DeleteProductDialog').then((module) => ({ default: module.DeleteProductDialog })),
);

const route = getRouteApi('/shell/platform/products');

/** What the platform offers, and the permissions that each product declares. */
export function ProductsPage() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Products />
    </Suspense>
  );
}

function Products() {
  const { t } = useLingui();
  const mayManage = may(useSession(), 'console.products.manage');
  const products = useSuspenseQuery(productsQuery).data;
  const { product: open } = route.useSearch();
  const navigate = route.useNavigate();
  const [deleting, setDeleting] = useState<Product>();
  const title = t`Products`;
  useTitle(title);
  const openForm = (product: string | undefined) =>
    void navigate({ search: (search) => ({ ...search, product }) });
  const edited = products.find(({ key }) => key === open);

  return (
    <Page
      title={title}
      meta={<Trans>What has permissions of its own. The matrix of every role is made of this.</Trans>}
      actions={
        mayManage && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => openForm('new')}>
            <Trans>Add a product</Trans>
          </Button>
        )
      }
    >
      {products.map((product) => (
        <ProductSection
          key={product.key}
          product={product}
          onEdit={mayManage && !product.fixed ? () => openForm(product.key) : undefined}
          onDelete={mayManage && !product.fixed ? () => setDeleting(product) : undefined}
        />
      ))}
      <Suspense>
        {mayManage && (open === 'new' || (edited && !edited.fixed)) && (
          <ProductDrawer
            key={open}
            product={edited}
            taken={products.map(({ key }) => key)}
            onClose={() => openForm(undefined)}
          />
        )}
        {deleting && <DeleteProductDialog product={deleting} onClose={() => setDeleting(undefined)} />}
      </Suspense>
    </Page>
  );
}

function ProductSection({
  product,
  onEdit,
  onDelete,
}: {
  product: Product;
  onEdit: (() => void) | undefined;
  onDelete: (() => void) | undefined;
}) {
  const { t, i18n } = useLingui();
  const name = localized(product.name, i18n.locale);
  const count = product.permissions.length;
  return (
    <Section
      title={name}
      actions={
        <span className={classes.actions}>
          {onEdit && (
            <Button
              variant="default"
              leftSection={<IconPencil size={16} aria-hidden />}
              aria-label={t`Edit ${name}`}
              onClick={onEdit}
            >
              <Trans>Edit</Trans>
            </Button>
          )}
          {onDelete && (
            <Button
              variant="default"
              leftSection={<IconTrash size={16} aria-hidden />}
              aria-label={t`Delete the product ${name}`}
              onClick={onDelete}
            >
              <Trans>Delete…</Trans>
            </Button>
          )}
        </span>
      }
    >
      <p className={classes.meta}>
        <code>{product.key}</code>
        <span>
          <Plural value={count} one="# permission" other="# permissions" />
        </span>
        {product.fixed && <span>{t`Comes with Tenantry and cannot be changed`}</span>}
        {!product.memberPermissions && <span>{t`Does not support member permissions yet`}</span>}
      </p>
      {product.permissions.length > 0 && (
        <ul className={classes.permissions}>
          {product.permissions.map((permission) => (
            <li key={permission.key}>
              <span>{localized(permission.name, i18n.locale)}</span>
              <code>{permission.key}</code>
              {permission.platformOnly && (
                <span className={classes.platform}>{t`Platform organization only`}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
