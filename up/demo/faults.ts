import { demoPorts } from './places.ts';

/** Something that goes wrong in the demo for as long as it runs. To add one, list it here and let a program of shop/ act on it. */
export interface Fault {
  readonly name: string;
  /** What it does, for `--help`. */
  readonly does: string;
  /** What it looks like on the map. */
  readonly look: string;
}

export const refused = {
  name: 'refused',
  does: 'orders are paid at a service that is down',
  look: `checkout.ts calls payments on port ${demoPorts.payments}, where nobody listens: that connection turns critical (refused), everything else stays ok`,
} as const satisfies Fault;

export const faults: readonly Fault[] = [refused];
