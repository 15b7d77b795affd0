import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

/** The way on from a page that is not there, or not for whoever has come. */
export function StartLink() {
  return (
    <Link to="/">
      <Trans>Go to the start</Trans>
    </Link>
  );
}
