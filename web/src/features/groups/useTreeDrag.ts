import { type DragEvent, useEffect, useRef, useState } from 'react';

/** After how long a closed row opens under what is dragged over it, in milliseconds. */
const openAfter = 700;

export type TreeDrag = {
  /** What is being moved. */
  id: string;
  /** By keys the target is the focused row. */
  by: 'keys' | 'pointer';
  /** The row under the pointer. */
  over: string | undefined;
};

/** Moving a row by pointer or by keys. It changes nothing by itself: `onMove` hears where something was put. */
export function useTreeDrag({
  canMove,
  isPossible,
  onMove,
  onOpen,
}: {
  canMove: (id: string) => boolean;
  isPossible: (id: string, target: string) => boolean;
  onMove: (id: string, target: string) => void;
  onOpen: (id: string) => void;
}) {
  const [drag, setDrag] = useState<TreeDrag>();
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const stop = () => {
    window.clearTimeout(timer.current);
    setDrag(undefined);
  };

  /** For a row, or for what stands for it while it is out of view. */
  const handlers = (target: string) => ({
    onDragStart: (event: DragEvent) => {
      if (!canMove(target)) return event.preventDefault();
      event.dataTransfer.effectAllowed = 'move';
      // Firefox drags nothing that carries nothing.
      event.dataTransfer.setData('text/plain', target);
      setDrag({ id: target, by: 'pointer', over: undefined });
    },
    onDragOver: (event: DragEvent) => {
      if (drag?.by !== 'pointer') return;
      if (isPossible(drag.id, target)) {
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
      }
      if (drag.over === target) return;
      setDrag({ ...drag, over: target });
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => onOpen(target), openAfter);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      stop();
      if (drag?.by === 'pointer' && isPossible(drag.id, target)) onMove(drag.id, target);
    },
    onDragEnd: stop,
  });

  return {
    drag,
    handlers,
    pickUp: (id: string) => {
      if (canMove(id)) setDrag({ id, by: 'keys', over: undefined });
    },
    stop,
  };
}
