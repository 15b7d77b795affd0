import { Trans, useLingui } from '@lingui/react/macro';
import { Loader, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { localized, productsQuery } from '~/features/products/api';
import { useProblemText } from '~/lib/problemText';
import { Notice } from '~/ui/Notice';
import { Section } from '~/ui/Page';
import { StatusMark } from '~/ui/StatusMark';
import classes from './AccessSection.module.css';
import { byProduct, commonReason, type ProductAnswers } from './answers';
import { findLowerLevels, permissionsOfQuery } from './api';
import { useAccessText } from './useAccessText';

type Choice = { id: string; name: string };

/** What an account may do in an organization or one below it: by which role of which level, or why not. */
export function AccessSection({ accountId, organization }: { accountId: string; organization: Choice }) {
  const { t, i18n } = useLingui();
  const text = useProblemText();
  const words = useAccessText();
  const [chosen, setChosen] = useState(organization);
  const [filter, setFilter] = useState('');
  const products = useQuery(productsQuery);
  const found = useQuery({
    ...permissionsOfQuery(accountId, chosen.id),
    placeholderData: keepPreviousData,
  });
  const error = found.error ?? products.error;
  const answers = found.data ?? [];
  const groups = byProduct(products.data ?? [], answers);
  const wanted = filter.trim().toLocaleLowerCase(i18n.locale);
  const shown = groups
    .map(({ product, answers: own }) => ({
      product,
      answers: own.filter(
        ({ permission, names }) =>
          permission.includes(wanted) ||
          localized(names, i18n.locale).toLocaleLowerCase(i18n.locale).includes(wanted),
      ),
    }))
    .filter(({ answers: own }) => own.length > 0);
  const common = commonReason(answers);

  return (
    <Section title={t`What they may do`}>
      <div className={classes.tools}>
        <OrganizationPicker organization={organization} value={chosen} onChange={setChosen} />
        <TextInput
          label={t`Find a permission`}
          type="search"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      {error ? (
        <Notice tone="danger">{text.problem(error)}</Notice>
      ) : !found.data || !products.data ? (
        <div className={classes.skeletons} aria-busy>
          <span />
          <span />
          <span />
        </div>
      ) : (
        <>
          {common && (
            <div className={classes.reason}>
              <Notice tone="info" title={t`Why not`}>
                {common.map((missing) => (
                  <p key={JSON.stringify(missing)}>{words.missing(missing)}</p>
                ))}
              </Notice>
            </div>
          )}
          {shown.map((group) => (
            <ProductBlock key={group.product.key} {...group} reasons={common === undefined} />
          ))}
          {shown.length === 0 && (
            <p className={classes.quiet} role="status">
              <Trans>No permission matches.</Trans>
            </p>
          )}
        </>
      )}
    </Section>
  );
}

function ProductBlock({ product, answers, reasons }: ProductAnswers & { reasons: boolean }) {
  const { t, i18n } = useLingui();
  const words = useAccessText();
  const allowed = answers.filter((answer) => answer.allowed).length;
  const all = answers.length;
  const name = localized(product.name, i18n.locale);
  return (
    <section className={classes.product} aria-label={name}>
      <h3>
        {name}
        <span className={classes.count}>
          <Trans>
            {allowed} of {all} allowed
          </Trans>
        </span>
      </h3>
      <ul className={classes.list}>
        {answers.map((answer) => (
          <li key={answer.permission} className={classes.permission}>
            <span className={classes.mark}>
              <StatusMark tone={answer.allowed ? 'ok' : 'danger'}>
                {answer.allowed ? t`Allowed` : t`Not allowed`}
              </StatusMark>
            </span>
            <span className={classes.name}>
              {localized(answer.names, i18n.locale)}
              <code>{answer.permission}</code>
            </span>
            <span className={classes.why}>
              {answer.allowed
                ? answer.paths.map((path) => <span key={JSON.stringify(path)}>{words.path(path)}</span>)
                : (reasons || answer.missing[0]?.code === 'permission_not_supported') &&
                  answer.missing.map((missing) => (
                    <span key={JSON.stringify(missing)}>{words.missing(missing)}</span>
                  ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The organization itself first, then what the caller sees below it. */
function OrganizationPicker({
  organization,
  value,
  onChange,
}: {
  organization: Choice;
  value: Choice;
  onChange: (choice: Choice) => void;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const query = typed === value.name ? '' : typed.trim();
  const [settled] = useDebouncedValue(query, 200);
  const found = useQuery({
    ...findLowerLevels(organization.id, settled),
    placeholderData: keepPreviousData,
  });
  const levels = found.data ?? [];
  if (query === '' && found.data && levels.length < 2 && value.id === organization.id) {
    // Nothing below it: there is nothing to choose.
    return null;
  }
  const choices = levels.some(({ id }) => id === value.id) ? levels : [value, ...levels];
  return (
    <Select
      label={t`Where`}
      searchable
      allowDeselect={false}
      limit={100}
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      // The server has searched already.
      filter={({ options, limit }) => options.slice(0, limit)}
      nothingFoundMessage={found.isFetching ? t`Searching…` : t`No organization has this in its name.`}
      value={value.id}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id) => {
        const choice = choices.find((one) => one.id === id);
        if (choice) onChange(choice);
      }}
      rightSection={found.isFetching && query !== '' ? <Loader size={14} /> : undefined}
    />
  );
}
