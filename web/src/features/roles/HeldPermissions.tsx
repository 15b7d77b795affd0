import { Trans, useLingui } from '@lingui/react/macro';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import type { Product } from '~/api/types';
import { localized } from '~/features/products/api';
import { matrix } from './matrix';
import classes from './PermissionMatrix.module.css';

/** What a role or an API key holds, product by product. */
export function HeldPermissions({
  products,
  platform,
  held,
  whole = true,
}: {
  products: readonly Product[];
  platform: boolean;
  held: readonly string[];
  /** Also the products of which nothing is held; each says so. */
  whole?: boolean;
}) {
  const { i18n } = useLingui();
  const name = (of: { name: Product['name'] }) => localized(of.name, i18n.locale);
  return (
    <div className={classes.root}>
      {matrix(products, { platform, text: '', name }).map(({ product, permissions }) => {
        const own = permissions.filter(({ key }) => held.includes(key));
        const [count, all] = [own.length, permissions.length];
        if (count === 0 && !whole) return null;
        return (
          <section key={product.key} className={classes.product} aria-label={name(product)}>
            <header className={classes.head}>
              <h2>{name(product)}</h2>
              <code>{product.key}</code>
              {product.memberPermissions && (
                <span className={classes.count}>
                  <Trans>
                    {count} of {all}
                  </Trans>
                </span>
              )}
            </header>
            {own.length > 0 ? (
              <ul className={classes.permissions}>
                {own.map((permission) => (
                  <li key={permission.key} className={classes.held}>
                    <IconCheck size={16} aria-hidden />
                    <span>{name(permission)}</span>
                    <code>{permission.key}</code>
                  </li>
                ))}
              </ul>
            ) : (
              <p className={classes.quiet}>
                {product.memberPermissions ? (
                  <Trans>This role holds none of its permissions.</Trans>
                ) : (
                  <Trans>This product does not support member permissions yet.</Trans>
                )}
              </p>
            )}
          </section>
        );
      })}
    </div>
  );
}
