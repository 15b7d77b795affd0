import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useAttempt } from '~/lib/useAttempt';
import { addNumbers, checkNumbersQuery } from './api';
import { bodyOf, type Entry, type Located, mostEntries, sortByEntry } from './entries';

/** What is known of one entry: nothing yet, or what is wrong with it and what to know about it. */
export type EntryState = { checked: boolean; errors: readonly Located[]; warnings: readonly Located[] };

/** The list that somebody is putting together, checked by the server while it grows. */
export function useEntries(organizationId: string) {
  const [billing, setBilling] = useState('');
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [refused, setRefused] = useState<readonly Located[]>([]);
  const lastKey = useRef(0);
  const attempt = useAttempt();

  const now = useMemo(() => ({ billing, entries }), [billing, entries]);
  const [settled] = useDebouncedValue(now, 300);
  const check = useQuery({
    ...checkNumbersQuery(
      organizationId,
      bodyOf(settled.billing, settled.entries),
      settled.entries.map(({ key }) => key),
    ),
    enabled: settled.entries.length > 0,
  });

  const keys = check.data?.keys ?? [];
  const invalid = sortByEntry(check.data?.invalid ?? [], keys);
  const warnings = sortByEntry(check.data?.warnings ?? [], keys);
  // Of the list as it is now, for it is taken back with the first change of it.
  const told = sortByEntry(
    refused,
    entries.map(({ key }) => key),
  );

  function change(next: readonly Entry[]) {
    setRefused([]);
    setEntries(next);
  }

  return {
    billing,
    setBilling(next: string) {
      setRefused([]);
      setBilling(next);
    },
    entries,
    /** Adds what there is room for and answers how many there was none for. */
    add(added: readonly Omit<Entry, 'key'>[]): number {
      const room = mostEntries - entries.length;
      const taken = added.slice(0, room).map((entry) => {
        lastKey.current += 1;
        return { ...entry, key: lastKey.current };
      });
      change([...entries, ...taken]);
      return added.length - taken.length;
    },
    remove: (key: number) => change(entries.filter((entry) => entry.key !== key)),
    state(key: number): EntryState {
      return {
        checked: keys.includes(key),
        errors: told.entries.get(key) ?? invalid.entries.get(key) ?? [],
        warnings: warnings.entries.get(key) ?? [],
      };
    },
    billingErrors: told.billing.length > 0 ? told.billing : invalid.billing,
    billingWarnings: warnings.billing,
    /** Why the list could not be checked at all. */
    checkError: check.error,
    others: told.others,
    refuse: setRefused,
    save() {
      const body = bodyOf(billing, entries);
      return addNumbers(organizationId, body, attempt([organizationId, body]).key);
    },
  };
}
