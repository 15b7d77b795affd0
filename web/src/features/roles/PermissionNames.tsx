import { useLingui } from '@lingui/react/macro';
import type { Product } from '~/api/types';
import { localized } from '~/features/products/api';
import classes from './PermissionNames.module.css';

/** Permissions by name and key; the key alone of one that is gone. */
export function PermissionNames({
  keys,
  products,
}: {
  keys: readonly string[];
  products: readonly Product[];
}) {
  const { i18n } = useLingui();
  const names = new Map(
    products.flatMap(({ permissions }) =>
      permissions.map(({ key, name }) => [key, localized(name, i18n.locale)]),
    ),
  );
  return (
    <ul className={classes.names}>
      {keys.map((key) => (
        <li key={key}>
          {names.get(key)} <code>{key}</code>
        </li>
      ))}
    </ul>
  );
}
