import { Plural, Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { UsageLinks } from '~/features/usages/UsageLinks';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import classes from './Obstacles.module.css';
import type { Obstacle, Refusal } from './obstacles';

/** Why many numbers were not changed, and each number that stands in the way with what uses it. */
export function Obstacles({
  refusal,
  linkTo,
}: {
  refusal: Exclude<Refusal, { kind: 'count_changed' }>;
  /** The organization of the numbers, where they are of one: there each has its page. */
  linkTo: string | undefined;
}) {
  const { count } = refusal;
  if (refusal.kind === 'permission') {
    return (
      <>
        <p>
          <Plural
            value={count}
            one="You see # of these numbers without being allowed to do this with it. Nothing was changed."
            other="You see # of these numbers without being allowed to do this with them. Nothing was changed."
          />
        </p>
        <p>
          <Trans>
            It needs the permission <code>{refusal.permission}</code> where they are.
          </Trans>
        </p>
      </>
    );
  }
  if (refusal.kind === 'gone') {
    return (
      <p>
        <Plural
          value={count}
          one="# of these numbers does not exist any more, or you no longer see it. Nothing was changed."
          other="# of these numbers do not exist any more, or you no longer see them. Nothing was changed."
        />
      </p>
    );
  }
  const rest = count - refusal.obstacles.length;
  return (
    <>
      <p>
        {refusal.kind === 'in_use' ? (
          <Plural
            value={count}
            one="# of these numbers is in use. Nothing was changed. End what uses it first, or leave it out."
            other="# of these numbers are in use. Nothing was changed. End what uses them first, or leave them out."
          />
        ) : (
          <Plural
            value={count}
            one="# of these numbers is of a kind that the organization may not have. Nothing was changed."
            other="# of these numbers are of a kind that the organization may not have. Nothing was changed."
          />
        )}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <ul className={classes.list} tabIndex={0}>
        {refusal.obstacles.map((obstacle) => (
          <li key={obstacle.id}>
            <OneObstacle obstacle={obstacle} linkTo={linkTo} />
          </li>
        ))}
        {rest > 0 && (
          <li>
            <Plural value={rest} one="and # more" other="and # more" />
          </li>
        )}
      </ul>
    </>
  );
}

function OneObstacle({ obstacle, linkTo }: { obstacle: Obstacle; linkTo: string | undefined }) {
  const text = useProblemText();
  const { display, id, usages = [], code, message } = obstacle;
  // A usage is of the same organization as each of its numbers.
  const organizationId = linkTo ?? usages[0]?.organizationId;
  return (
    <>
      <span className={`mono ${classes.number}`}>
        {organizationId === undefined ? display : <Link {...to.number(organizationId, id)}>{display}</Link>}
      </span>
      <UsageLinks usages={usages} />
      {code !== undefined && <p>{text.field({ code, message: message ?? code })}</p>}
    </>
  );
}
