import { useLingui } from '@lingui/react/macro';
import { send } from '~/api/client';
import { Problem } from '~/api/problem';
import { toast } from '~/ui/toast';
import { useProblemText } from './problemText';
import { stringifySearch } from './searchParams';

export type SheetFormat = 'xlsx' | 'csv';

/** Downloads a file of the API under the name that the server gives it; says that it works on it, and what failed. */
export function useDownload() {
  const { t } = useLingui();
  const text = useProblemText();

  return async function download(path: string, query: Record<string, unknown>): Promise<void> {
    const done = toast({ tone: 'busy', text: t`Preparing the download…` });
    try {
      const response = await send(new Request(new URL(`${path}${stringifySearch(query)}`, location.origin)));
      if (!response.ok) throw new Problem(response.status, await response.json().catch(() => undefined));
      saveFile(await response.blob(), fileName(response) ?? `download.${query.format}`);
    } catch (error) {
      toast({
        tone: 'error',
        text: text.problem(error instanceof TypeError ? new Problem(0, undefined) : error),
      });
    } finally {
      done();
    }
  };
}

function fileName(response: Response): string | undefined {
  const header = response.headers.get('Content-Disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="?([^";]+)"?/i.exec(header)?.[1];
}

export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the file over by then; at once would be too early for some.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
