import { useRef } from 'react';
import { randomKey } from './randomKey';

/** One try of something: sent again with the same key, it is done once. */
export type Attempt = { key: string; begun: Date };

/** The same content, sent twice because an answer got lost, is one try; other content is another. */
export function useAttempt(): (content: unknown) => Attempt {
  const last = useRef<Attempt & { content: string }>(undefined);
  return (content) => {
    const sent = JSON.stringify(content);
    if (last.current?.content !== sent) last.current = { content: sent, key: randomKey(), begun: new Date() };
    return last.current;
  };
}
