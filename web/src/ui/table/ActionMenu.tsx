import { cloneElement, lazy, type ReactElement, Suspense } from 'react';
import { usePopup } from '../usePopup';
import type { RowAction } from './types';

const load = () => import('./MenuPopup');
const MenuPopup = lazy(() => load().then((module) => ({ default: module.MenuPopup })));

/** A button, given as the child, and the menu of actions that it opens. */
export function ActionMenu({ actions, children }: { actions: RowAction[]; children: ReactElement<object> }) {
  const { asked, opened, setOpened, onReady, buttonProps } = usePopup(load, 'menu');
  const button = cloneElement(children, buttonProps);
  if (!asked) return button;
  return (
    <Suspense fallback={button}>
      <MenuPopup actions={actions} opened={opened} onChange={setOpened} onReady={onReady}>
        {button}
      </MenuPopup>
    </Suspense>
  );
}
