import type { Accepts } from './config/arguments.ts';
import { demoFlags } from './demo/flags.ts';

/** What `./sonde up` takes beside the keys of the configuration. */
export const upAccepts: Accepts = {
  switches: ['help', 'cluster', ...demoFlags.switches],
  options: ['for-scale', ...demoFlags.options],
};
