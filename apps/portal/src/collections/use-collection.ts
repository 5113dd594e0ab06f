import type { Collection } from '@mingda/contracts';
import { useOutletContext } from 'react-router';

/** The collection of the page that a tab is on. */
export function useCollection(): Collection {
  return useOutletContext<Collection>();
}
