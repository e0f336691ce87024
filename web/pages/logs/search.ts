import { aroundKey } from '../../ui/found/around.tsx';
import { go } from '../../ui/location.ts';

/** The key of the URL that holds the line that is open. */
export const openKey = 'line';
/** The moment at which the list begins, where that is not its end. */
export const atKey = 'at';

const nothingOpen = { [openKey]: undefined, [aroundKey]: undefined, [atKey]: undefined };

/** A search is one step of the back button, however many keys it took. What was open may not be found any more. */
export function search(from: string, to: string): void {
  go({ set: { query: to === '' ? undefined : to, ...nothingOpen } }, (from === '') === (to === '') ? 'replace' : 'push');
}

/** A click is a step of its own. */
export const narrow = (to: string): void => go({ set: { query: to === '' ? undefined : to, ...nothingOpen } });
