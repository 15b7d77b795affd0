import { useLingui } from '@lingui/react/macro';
import IconExternalLink from '@tabler/icons-react/dist/esm/icons/IconExternalLink.mjs';
import { Link } from '@tanstack/react-router';
import type { UsageRef } from '~/api/types';
import { to } from '~/paths';
import { WebLink } from '~/ui/WebLink';
import classes from './UsageLinks.module.css';
import { useUsageLabels } from './useUsageLabels';

/** Usages by name, each a link to its page here and, where the product has said one, to its place there. */
export function UsageLinks({ usages }: { usages: readonly UsageRef[] }) {
  const labels = useUsageLabels();
  return (
    <ul className={classes.usages}>
      {usages.map((usage) => (
        <li key={usage.id}>
          <Link {...to.usage(usage.organizationId, usage.id)}>{usage.name}</Link>
          <span className={classes.what}>{labels.what(usage)}</span>
          <ProductLink usage={usage} />
        </li>
      ))}
    </ul>
  );
}

/** Where the product shows the campaign or schedule itself; nothing where it has not said so. */
export function ProductLink({ usage }: { usage: Pick<UsageRef, 'product' | 'url'> }) {
  const { t } = useLingui();
  const labels = useUsageLabels();
  const name = labels.product(usage.product);
  if (!usage.url) return null;
  return (
    <WebLink href={usage.url}>
      <span className={classes.apart}>
        {t`Open in ${name}`}
        <IconExternalLink size={14} aria-hidden />
      </span>
    </WebLink>
  );
}
