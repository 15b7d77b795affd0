import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { Import } from '~/api/types';
import { ProgressBar } from '~/ui/ProgressBar';
import classes from './ImportPage.module.css';
import { percentDone, timeLeft } from './progress';

/** How far the server is with it, and how long that will take. */
export function ImportProgress({
  item,
  cancelling,
  onCancel,
}: {
  item: Import;
  cancelling: boolean;
  onCancel: () => void;
}) {
  const { t } = useLingui();
  const checking = item.status === 'checking';
  const percent = percentDone(item.progress);
  const { secondsLeft } = item.progress;
  return (
    <div className={classes.progress}>
      <div className={classes.progressHead}>
        <strong>{checking ? <Trans>Checking the file</Trans> : <Trans>Saving</Trans>}</strong>
        <span className={classes.progressFigures}>
          {percent !== undefined && <span>{percent}%</span>}
          {secondsLeft !== null && secondsLeft > 0 && <TimeLeftText seconds={secondsLeft} />}
        </span>
      </div>
      <ProgressBar label={checking ? t`Checking the file` : t`Saving`} value={percent} />
      <p className={classes.meta}>
        {checking ? (
          <Trans>
            Nothing is saved yet. You can leave this page: it goes on, and you are told when it is checked.
          </Trans>
        ) : (
          <Trans>
            It is saved as a whole or not at all. You can leave this page: it goes on, and you are told when
            it is done.
          </Trans>
        )}
      </p>
      {checking && (
        <div>
          <Button variant="default" loading={cancelling} onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}

function TimeLeftText({ seconds }: { seconds: number }) {
  const { unit, value } = timeLeft(seconds);
  switch (unit) {
    case 'seconds':
      return <Plural value={value} one="about # second left" other="about # seconds left" />;
    case 'minutes':
      return <Plural value={value} one="about # minute left" other="about # minutes left" />;
    case 'hours':
      return <Plural value={value} one="about # hour left" other="about # hours left" />;
  }
}
