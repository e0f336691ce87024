import type { LogsConfig } from '#contract/children.ts';
import type { LogInput } from '#contract/log-sources.ts';
import type { Listening } from './listening.ts';
import { type OtlpOptions, otlp } from './otlp/otlp.ts';
import { syslog } from './syslog/syslog.ts';

/** What is listened for. */
export function openInputs({ syslog: lines, otlp: records }: LogsConfig['inputs'], node: string, options: Omit<OtlpOptions, 'at'>): Map<LogInput, Listening> {
  const inputs = new Map<LogInput, Listening>();
  if (lines !== undefined) inputs.set('syslog', syslog({ ...options, at: lines, node }));
  if (records !== undefined) inputs.set('otlp', otlp({ ...options, at: records }));
  return inputs;
}
