import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconFilter from '@tabler/icons-react/dist/esm/icons/IconFilter.mjs';

/** Opens the filters, and says how many of them count. */
export function DetailedSearchButton({ count, onClick }: { count: number; onClick: () => void }) {
  return (
    <Button
      variant="default"
      leftSection={<IconFilter size={16} aria-hidden />}
      aria-haspopup="dialog"
      onClick={onClick}
    >
      <Trans>Detailed search</Trans>
      {count > 0 && ` (${count})`}
    </Button>
  );
}
