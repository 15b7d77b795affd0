import { useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs';
import { ActionMenu } from './table/ActionMenu';
import type { RowAction } from './table/types';

/** What may be done with what a page is about: editing it in a button, the rest in a menu. */
export function PageActions({ actions }: { actions: RowAction[] }) {
  const { t } = useLingui();
  const edit = actions.find(({ id }) => id === 'edit');
  const others = actions.filter(({ id }) => id !== 'edit');
  return (
    <>
      {edit && (
        <Button variant="default" leftSection={edit.icon} onClick={edit.run}>
          {edit.label}
        </Button>
      )}
      {others.length > 0 && (
        <ActionMenu actions={others}>
          <Button variant="default" px={8} aria-label={t`More actions`}>
            <IconDots size={16} aria-hidden />
          </Button>
        </ActionMenu>
      )}
    </>
  );
}
