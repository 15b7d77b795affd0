import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs';
import { useState } from 'react';
import type { Product } from '~/api/types';
import '~/features/members/problems';
import { languageNames } from '~/i18n';
import { useSaving } from '~/lib/useSaving';
import { FormDrawer, FormError } from '~/ui/FormDrawer';
import { Notice } from '~/ui/Notice';
import { toast } from '~/ui/toast';
import { localized, saveProduct } from './api';
import classes from './ProductDrawer.module.css';
import {
  checkProduct,
  emptyPermission,
  emptyProduct,
  nameLanguages,
  type ProductValues,
  productBody,
  productNameLength,
  productValues,
  removed,
} from './values';

/** Declares a product, or changes one: its names in every language and its permissions. */
export function ProductDrawer({
  product,
  taken,
  onClose,
}: {
  /** The one that is edited; undefined for a new one. */
  product: Product | undefined;
  /** The keys that there are already: saving one of these would replace that product. */
  taken: readonly string[];
  onClose: () => void;
}) {
  const { t, i18n } = useLingui();
  // Read once: what is refetched behind an open form must not replace what somebody is typing.
  const [before] = useState(() => (product ? productValues(product) : emptyProduct));
  const form = useForm<ProductValues>({ initialValues: before });
  const { error, frame } = useSaving(form, {
    check(values, rules) {
      const wrong = checkProduct(values);
      const words = Object.fromEntries(Object.entries(wrong).map(([path, code]) => [path, rules.say(code)]));
      return !product && taken.includes(values.key.trim())
        ? { ...words, key: t`There is a product with this key already.` }
        : words;
    },
    async send(values) {
      const saved = await saveProduct(values.key.trim(), productBody(values));
      const name = localized(saved.name, i18n.locale);
      toast({ tone: 'done', text: t`The product ${name} is saved.` });
      onClose();
    },
  });
  const lost = removed(before, form.values);

  const names = (path: string, label: string) => (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame
    <div className={classes.names} role="group" aria-label={label}>
      {nameLanguages.map((language) => (
        <TextInput
          key={language}
          lang={language}
          label={`${label} (${languageNames[language]})`}
          required
          maxLength={productNameLength}
          autoComplete="off"
          {...form.getInputProps(`${path}.${language}`)}
        />
      ))}
    </div>
  );

  const name = product && localized(product.name, i18n.locale);
  return (
    <FormDrawer
      title={product ? t`Edit ${name}` : t`Add a product`}
      submitLabel={t`Save`}
      loading={false}
      submitError={error && <FormError>{error}</FormError>}
      onClose={onClose}
      {...frame}
    >
      <TextInput
        label={t`Key`}
        description={
          product ? t`It is fixed when a product is made.` : t`Such as voice: a to z, 0 to 9 and _`
        }
        required
        disabled={product !== undefined}
        autoComplete="off"
        data-autofocus
        classNames={{ input: 'mono' }}
        {...form.getInputProps('key')}
      />
      {names('name', t`Name`)}
      <Checkbox
        size="xs"
        label={t`Supports member permissions`}
        description={t`Without it, every role shows the product as not supported yet.`}
        {...form.getInputProps('memberPermissions', { type: 'checkbox' })}
      />
      {form.values.permissions.map((permission, at) => {
        const number = at + 1;
        return (
          <fieldset key={permission.row} className={classes.permission}>
            <legend>
              <Trans>Permission {number}</Trans>
            </legend>
            <div className={classes.key}>
              <TextInput
                label={t`Key`}
                description={t`resource.verb, such as campaigns.start`}
                required
                autoComplete="off"
                classNames={{ input: 'mono' }}
                {...form.getInputProps(`permissions.${at}.key`)}
              />
              <ActionIcon
                variant="default"
                size={32}
                aria-label={t`Remove permission ${number}`}
                onClick={() => form.removeListItem('permissions', at)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </div>
            {names(`permissions.${at}.name`, t`Name`)}
          </fieldset>
        );
      })}
      <Button
        className={classes.add}
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => form.insertListItem('permissions', emptyPermission())}
      >
        <Trans>Add a permission</Trans>
      </Button>
      {lost.length > 0 && (
        <Notice tone="warn" title={t`These are taken from every role that holds them`}>
          <ul>
            {lost.map((key) => (
              <li key={key}>
                <code>{key}</code>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </FormDrawer>
  );
}
