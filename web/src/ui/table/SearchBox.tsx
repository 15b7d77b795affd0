import { useLingui } from '@lingui/react/macro';
import { ActionIcon, TextInput } from '@mantine/core';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs';
import { useEffect, useRef, useState } from 'react';

const pause = 250;

/** Searches while one types, a moment after the last key; `/` puts the cursor here from anywhere. */
export function SearchBox({
  label,
  value,
  onSearch,
}: {
  label: string;
  value: string;
  onSearch: (text: string) => void;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const latest = useRef(onSearch);
  latest.current = onSearch;

  // Back, a shared link and "clear" change the value from outside; our own echo must not undo what is typed since.
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setTyped(value);
    }
  }, [value]);

  useEffect(() => {
    const text = typed.trim();
    if (text === sent.current) return;
    const { pathname } = window.location;
    const timer = window.setTimeout(() => {
      // Whoever has followed a link meanwhile must not be called back to the list.
      if (window.location.pathname !== pathname) return;
      sent.current = text;
      latest.current(text);
    }, pause);
    return () => window.clearTimeout(timer);
  }, [typed]);

  return (
    <TextInput
      type="search"
      role="searchbox"
      data-page-search
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed !== '' && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={t`Clear search`}
            onClick={() => setTyped('')}
          >
            <IconX size={14} />
          </ActionIcon>
        )
      }
    />
  );
}
