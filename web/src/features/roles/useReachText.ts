import { useLingui } from '@lingui/react/macro';
import type { Reach } from '~/api/types';

export function useReachText(): (reach: Reach) => string {
  const { t } = useLingui();
  return (reach) => (reach === 'own' ? t`This organization only` : t`This and everything below`);
}
