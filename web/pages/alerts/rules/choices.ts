import type { Rule } from '#contract/rules.ts';

/** What a form offers: each that there is, with its words. */
const choicesOf = <Id extends string>(says: Readonly<Record<Id, string>>) => (Object.keys(says) as Id[]).map((id) => ({ id, says: says[id] }));

/** A rule of which nobody is told is not written here. */
export type OfferedSeverity = Exclude<Rule['severity'], 'none'>;

export const severities = choicesOf<OfferedSeverity>({
  page: 'page: wake somebody',
  ticket: 'ticket: in working hours',
  info: 'info: to know',
});

export const offeredSeverity = (severity: Rule['severity']): OfferedSeverity => (severity === 'none' ? 'info' : severity);

const unitWords = {
  '': 'a plain number',
  ratio: 'a share, 0 to 1',
  seconds: 'seconds',
  bytes: 'bytes',
  per_second: 'per second',
  bytes_per_second: 'bytes per second',
  cores: 'cores',
};
export type OfferedUnit = keyof typeof unitWords;

export const units = choicesOf<OfferedUnit>(unitWords);

/** Another unit is written as a plain number is. */
export const offeredUnit = (unit: string): OfferedUnit => units.find(({ id }) => id === unit)?.id ?? '';

export const domains = choicesOf<Rule['domain']>({
  network: 'network',
  compute: 'compute',
  memory: 'memory',
  storage: 'storage',
  logs: 'logs',
  pipeline: 'pipeline',
  sonde: 'sonde',
  other: 'other',
});
