import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isProblem } from '~/api/problem';
import { queryClient } from '~/api/query';
import type { Import } from '~/api/types';
import { refresh } from '~/features/organizations/api';
import { toast } from '~/ui/toast';
import { importQuery } from './api';
import { importLink, placeOf } from './place';
import { isRunning } from './progress';
import { unwatch, watched } from './watched';

/** Waits for the imports that are at work, wherever one is, and tells of their end. */
export function ImportWatch({ ids }: { ids: readonly string[] }) {
  return ids.map((id) => <Watch key={id} id={id} />);
}

function Watch({ id }: { id: string }) {
  const { data, error } = useQuery(importQuery(id));
  const tell = useTell();
  useEffect(() => {
    // Another account's, or older than the server keeps them.
    if (isProblem(error) && (error.status === 404 || error.status === 403)) unwatch(id);
    if (!data || isRunning(data) || !watched.read().includes(id)) return;
    unwatch(id);
    tell(data);
    void ended(data);
  }, [id, data, error, tell]);
  return null;
}

async function ended(item: Import): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['imports', 'rows', item.id] }),
    queryClient.invalidateQueries({ queryKey: ['imports', 'list'] }),
    ...(item.status === 'done'
      ? [
          queryClient.invalidateQueries({ queryKey: ['numbers'] }),
          queryClient.invalidateQueries({ queryKey: ['invitations'] }),
          refresh(),
        ]
      : []),
  ]);
}

function useTell() {
  const { t } = useLingui();
  const router = useRouter();
  return (item: Import) => {
    // Its own page shows what became of it; that it is over is told there too.
    const here = router.state.location.pathname.endsWith(`/${item.id}`);
    const { fileName } = item;
    const link = importLink(placeOf(item), item.id);
    const action = here ? undefined : { label: t`Show`, run: () => void router.navigate(link) };
    if (item.status === 'done') toast({ tone: 'done', text: t`${fileName} is imported.`, action });
    if (here) return;
    if (item.status === 'ready')
      toast({
        tone: 'done',
        text: t`${fileName} is checked. Look at the result before you save it.`,
        action,
      });
    if (item.status === 'failed')
      toast({ tone: 'error', text: t`${fileName} could not be imported.`, action });
  };
}
