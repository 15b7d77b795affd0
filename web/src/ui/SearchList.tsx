import { TextInput } from '@mantine/core';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import classes from './SearchList.module.css';

export type SearchItem = { id: string; label: string; hint?: string; icon?: ReactNode; run: () => void };
export type SearchGroup = { label: string; items: SearchItem[] };

/** A field with a list below it: typing narrows, arrows choose, Enter does. */
export function SearchList({
  label,
  query,
  onQuery,
  groups,
  nothing,
}: {
  label: string;
  query: string;
  onQuery: (query: string) => void;
  groups: SearchGroup[];
  nothing: string;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const items = groups.flatMap((group) => group.items);
  const [active, setActive] = useState(0);
  const index = Math.min(active, items.length - 1);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  function pressed(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setActive((index + 1) % Math.max(1, items.length));
    else if (event.key === 'ArrowUp') setActive((index - 1 + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter') items[index]?.run();
    else return;
    event.preventDefault();
  }

  return (
    <div className={classes.root}>
      <TextInput
        data-autofocus
        autoFocus
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={items[index] ? `${id}-${items[index].id}` : undefined}
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        leftSection={<IconSearch size={16} aria-hidden />}
        classNames={{ input: classes.input }}
        value={query}
        onChange={(event) => {
          setActive(0);
          onQuery(event.currentTarget.value);
        }}
        onKeyDown={pressed}
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className={classes.list}
        tabIndex={-1}
      >
        {groups
          .filter((group) => group.items.length > 0)
          .map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a listbox groups its options by role
            <div key={group.label} role="group" aria-label={group.label}>
              <div className={classes.group} aria-hidden>
                {group.label}
              </div>
              {group.items.map((item) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and takes the keys
                <div
                  key={item.id}
                  id={`${id}-${item.id}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={items[index] === item}
                  className={classes.item}
                  onMouseMove={() => setActive(items.indexOf(item))}
                  onClick={item.run}
                >
                  {item.icon}
                  <span className={classes.label}>{item.label}</span>
                  {item.hint && <span className={classes.hint}>{item.hint}</span>}
                </div>
              ))}
            </div>
          ))}
      </div>
      {items.length === 0 && (
        <p className={classes.nothing} role="status">
          {nothing}
        </p>
      )}
    </div>
  );
}
