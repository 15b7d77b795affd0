import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Checkbox, TextInput } from '@mantine/core';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import { type ReactNode, useId, useState } from 'react';
import type { Product } from '~/api/types';
import { localized } from '~/features/products/api';
import { type MatrixProduct, matrix, tickState, toggle, toggleAll } from './matrix';
import classes from './PermissionMatrix.module.css';

type Shared = {
  ticked: readonly string[];
  /** What whoever edits holds here, and so may give. */
  held: readonly string[];
  onChange: (ticked: string[]) => void;
};

/** The permissions of every product to tick, a block each. */
export function PermissionMatrix({
  products,
  platform,
  error,
  ...shared
}: Shared & { products: readonly Product[]; platform: boolean; error?: ReactNode }) {
  const { t, i18n } = useLingui();
  const [text, setText] = useState('');
  const id = useId();
  const shown = matrix(products, { platform, text, name: (of) => localized(of.name, i18n.locale) });
  const count = shared.ticked.length;

  return (
    <div className={classes.root} data-path="permissions">
      <div className={classes.tools}>
        <TextInput
          className={classes.filter}
          type="search"
          aria-label={t`Find a permission`}
          placeholder={t`Find a permission`}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          // In a form: Enter would save what somebody is still looking for.
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault();
          }}
        />
        <span className={classes.count} role="status">
          <Plural value={count} one="# permission" other="# permissions" />
        </span>
      </div>
      {error && (
        <p id={`${id}-error`} className={classes.error} role="alert">
          {error}
        </p>
      )}
      {shown.map((block) => (
        <Block key={block.product.key} {...block} {...shared} />
      ))}
      {shown.length === 0 && (
        <p className={classes.quiet} role="status">
          <Trans>No permission matches.</Trans>
        </p>
      )}
    </div>
  );
}

function Block({ product, permissions, ticked, held, onChange }: MatrixProduct & Shared) {
  const { t, i18n } = useLingui();
  const id = useId();
  const name = localized(product.name, i18n.locale);
  const keys = permissions.map(({ key }) => key);
  const giveable = keys.filter((key) => held.includes(key));
  const state = tickState(keys, ticked);
  const count = keys.filter((key) => ticked.includes(key)).length;
  const all = keys.length;

  return (
    <section className={classes.product} aria-labelledby={`${id}-name`}>
      <header className={classes.head}>
        {product.memberPermissions && all > 0 && (
          <Checkbox
            size="xs"
            aria-label={t`Everything in ${name}`}
            checked={state === 'all'}
            indeterminate={state === 'some'}
            disabled={giveable.length === 0}
            onChange={() => onChange(toggleAll(giveable, ticked))}
          />
        )}
        <h3 id={`${id}-name`}>{name}</h3>
        <code>{product.key}</code>
        {product.memberPermissions && (
          <span className={classes.count}>
            <Trans>
              {count} of {all}
            </Trans>
          </span>
        )}
      </header>
      {product.memberPermissions ? (
        <ul className={classes.permissions}>
          {permissions.map((permission) => {
            const label = localized(permission.name, i18n.locale);
            const lacking = !giveable.includes(permission.key);
            return (
              <li key={permission.key}>
                <Checkbox
                  size="xs"
                  label={label}
                  description={
                    <>
                      <code>{permission.key}</code>
                      {lacking && (
                        <span className={classes.reason}>{t`You do not hold it here yourself.`}</span>
                      )}
                    </>
                  }
                  checked={ticked.includes(permission.key)}
                  disabled={lacking}
                  onChange={() => onChange(toggle(permission.key, ticked))}
                />
              </li>
            );
          })}
        </ul>
      ) : (
        <p className={classes.quiet}>
          <Trans>This product does not support member permissions yet.</Trans>
        </p>
      )}
    </section>
  );
}
