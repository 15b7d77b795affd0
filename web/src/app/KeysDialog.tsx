import { useLingui } from '@lingui/react/macro';
import { Modal } from '@mantine/core';
import { useTopmost } from '~/ui/useTopmost';
import classes from './KeysDialog.module.css';
import { paletteKeys } from './useKeys';

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const top = useTopmost(true);
  const keys: [string, string][] = [
    [paletteKeys, t`Find pages, organizations and actions`],
    ['/', t`Search this list`],
    ['?', t`Show these keys`],
    ['Esc', t`Close what is on top`],
  ];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t`Keys`}
      centered
      size={400}
      closeOnEscape={top}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <dl className={classes.keys}>
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
