import { useLingui } from '@lingui/react/macro';
import { VisuallyHidden } from '@mantine/core';
import IconSelector from '@tabler/icons-react/dist/esm/icons/IconSelector.mjs';
import { lazy, Suspense } from 'react';
import { useSession } from '~/features/session/session';
import { usePopup } from '~/ui/usePopup';
import classes from './Sidebar.module.css';

const load = () => import('./AccountMenuPopup');
const AccountMenuPopup = lazy(() => load().then((module) => ({ default: module.AccountMenuPopup })));

export function AccountMenu({ onKeys }: { onKeys: () => void }) {
  const { t } = useLingui();
  const { account } = useSession();
  const { asked, opened, setOpened, onReady, buttonProps } = usePopup(load, 'menu');
  const button = (
    <button type="button" className={classes.menuButton} {...buttonProps}>
      <span className={classes.twoLines}>
        <span className={classes.accountName}>{account.name}</span>
        <span className={classes.accountEmail}>{account.email}</span>
      </span>
      <VisuallyHidden>{t`Account menu`}</VisuallyHidden>
      <IconSelector size={16} aria-hidden />
    </button>
  );
  if (!asked) return button;
  return (
    <Suspense fallback={button}>
      <AccountMenuPopup onKeys={onKeys} opened={opened} onChange={setOpened} onReady={onReady}>
        {button}
      </AccountMenuPopup>
    </Suspense>
  );
}
