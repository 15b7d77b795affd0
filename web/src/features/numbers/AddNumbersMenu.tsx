import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import IconListNumbers from '@tabler/icons-react/dist/esm/icons/IconListNumbers.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import IconTableImport from '@tabler/icons-react/dist/esm/icons/IconTableImport.mjs';
import { useRouter } from '@tanstack/react-router';
import { to } from '~/paths';
import { ActionMenu } from '~/ui/table/ActionMenu';
import type { RowLink } from '~/ui/table/types';

/** The three ways in: into the organization, or on the list of all numbers into one that is chosen there. */
export function AddNumbersMenu({ organizationId }: { organizationId: string | undefined }) {
  const { t } = useLingui();
  const router = useRouter();
  const action = (id: string, label: string, Icon: typeof IconPlus, link: RowLink) => ({
    id,
    label,
    icon: <Icon size={16} aria-hidden />,
    run: () => void router.navigate(link),
  });
  return (
    <ActionMenu
      actions={[
        action('numbers', t`Add numbers`, IconPlus, to.addNumbers(organizationId)),
        action('range', t`Add a range`, IconListNumbers, to.addRange(organizationId)),
        action('import', t`Import a file`, IconTableImport, to.numberImports(organizationId)),
      ]}
    >
      <Button leftSection={<IconPlus size={16} aria-hidden />}>
        <Trans>Add</Trans>
      </Button>
    </ActionMenu>
  );
}
