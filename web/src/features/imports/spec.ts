import type { ReactNode } from 'react';
import type { Import } from '~/api/types';
import type { RowLink } from '~/ui/table/types';
import type { ImportPlace } from './place';

/** What differs between the imports of one kind and another. */
export type ImportSpec = {
  place: ImportPlace;
  title: string;
  /** The time zone that times are shown in. */
  timeZone: string;
  /** On the button that saves that many rows. */
  save: (count: number) => string;
  /** Why there is nothing to save, where every row is there already or invalid. */
  nothing: string;
  /** Where to look at what was imported. */
  done: { label: string; link: RowLink };
  /** More about one import, below its name. */
  facts?: (item: Import) => ReactNode;
  note?: (item: Import) => ReactNode;
};
