import type { Board } from './board.ts';
import { host } from './host.ts';

/** Every board, in the order in which one reads them. To add one, write its file and list it here. */
export const boards: readonly Board[] = [host];
