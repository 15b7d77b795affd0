import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isProblem } from '~/api/problem';
import { useProblemText } from '~/lib/problemText';
import { to } from '~/paths';
import { type Obstacle, obstacleTo } from './targets';
import { maxDepth, type Tree } from './tree';

/** Why the server refused a change of a hierarchy, with the way out. */
export function useRefusal(): (error: unknown) => ReactNode {
  const text = useProblemText();
  return (error) => {
    if (!isProblem(error)) return text.problem(error);
    switch (error.code) {
      case 'already_in_group':
        return error.group ? (
          <Trans>
            It is in the group <Link {...to.group(error.group.id)}>{error.group.name}</Link> already. Remove
            it there first: an organization is in one group at most.
          </Trans>
        ) : (
          <Trans>It is in another group already. Remove it there first.</Trans>
        );
      case 'highest_level_must_be_contracting':
        return (
          <Trans>
            The highest level must be a contracting organization. Choose another one, or change its type
            first.
          </Trans>
        );
      case 'highest_level_exists':
        return (
          <Trans>This group has its highest level already. Add the organization below another one.</Trans>
        );
      case 'cycle':
        return <Trans>An organization cannot come below itself. Choose a place that is not below it.</Trans>;
      case 'too_deep':
        return <Trans>A hierarchy has at most {maxDepth} levels. Choose a place on a higher level.</Trans>;
      case 'has_lower_levels':
        return (
          <Trans>Organizations stand below it. Move them first, or remove it with everything below it.</Trans>
        );
      default:
        return text.problem(error);
    }
  };
}

/** Why it cannot be moved below a target, in a few words; undefined where it can. */
export function useObstacle(tree: Tree): (id: string, target: string) => string | undefined {
  const { t } = useLingui();
  const words: Record<Obstacle, string> = {
    itself: t`it is what you are moving`,
    below_itself: t`it stands below what you are moving`,
    there_already: t`it is there already`,
    too_deep: t`there would be more than ${maxDepth} levels`,
  };
  return (id, target) => {
    const obstacle = obstacleTo(tree, id, target);
    return obstacle && words[obstacle];
  };
}
