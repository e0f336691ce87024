import type { Labels } from '../store/prometheus.ts';

/** What is sent to see whether a receiver can be reached: no alert, whoever hears of it. */
export const trialName = 'SondeTest';

/** Of a trial: the receiver that is tried. */
export const trialLabel = 'sonde_trial';

export const isTrial = (labels: Labels): boolean => Object.hasOwn(labels, trialLabel);
