import { TextInput } from '@mantine/core';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';

/** The search of a tree in a dialog; the arrow down leads into the tree. */
export function TreeSearchInput({
  label,
  value,
  onChange,
  onDown,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onDown?: () => void;
}) {
  return (
    <TextInput
      type="search"
      role="searchbox"
      data-autofocus
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' || event.nativeEvent.isComposing || !onDown) return;
        event.preventDefault();
        onDown();
      }}
    />
  );
}
