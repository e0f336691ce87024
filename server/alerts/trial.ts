import type { Labels } from '../store/prometheus.ts';

/** What is sent to see whether a receiver can be reached: no alert, whoever hears of it. */
export const trialName = 'SondeTest';

/** Of a trial: the receiver that is tried. */
export const trialLabel = 'sonde_trial';

/** Of a trial: which one it is, or Alertmanager would take it for one that it has told of. */
export const attemptLabel = 'sonde_trial_id';

export const isTrial = (labels: Labels): boolean => Object.hasOwn(labels, trialLabel);
