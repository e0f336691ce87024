import type { Bench } from './bench.ts';
import { metricsExposition } from './metrics-exposition/metrics-exposition.ts';

/** Every goal that can be measured, by number. */
export const goals: readonly Bench[] = [metricsExposition];
