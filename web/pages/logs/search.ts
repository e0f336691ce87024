import { go } from '../../ui/location.ts';

/** The keys of the URL that hold the line that is open, and whose lines around it are shown. */
export const openKey = 'line';
export const aroundKey = 'around';

/** A search is one step of the back button, however many keys it took. What was open may not be found any more. */
export function search(from: string, to: string): void {
  go({ set: { query: to === '' ? undefined : to, [openKey]: undefined, [aroundKey]: undefined } }, (from === '') === (to === '') ? 'replace' : 'push');
}

/** A click is a step of its own. */
export const narrow = (to: string): void => go({ set: { query: to === '' ? undefined : to, [openKey]: undefined, [aroundKey]: undefined } });
