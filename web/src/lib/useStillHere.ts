import { useEffect, useRef } from 'react';

/** Answers whether the component is still shown: what comes back late must not take its reader along. */
export function useStillHere(): () => boolean {
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return () => here.current;
}
