import type { LogsConfig } from '#contract/children.ts';
import type { LogInput } from '#contract/log-sources.ts';
import type { Listening } from './listening.ts';
import { type OtlpOptions, otlp } from './otlp/otlp.ts';
import { syslog } from './syslog/syslog.ts';

interface InputOptions extends Omit<OtlpOptions, 'at'> {
  readonly signal: AbortSignal;
}

/** What is listened for until the signal: what is sent then, nobody would keep. */
export function openInputs({ inputs: { syslog: lines, otlp: records }, node }: LogsConfig, options: InputOptions): Map<LogInput, Listening> {
  const inputs = new Map<LogInput, Listening>();
  if (lines !== undefined) inputs.set('syslog', syslog({ ...options, at: lines, node }));
  if (records !== undefined) inputs.set('otlp', otlp({ ...options, at: records }));
  const close = () => {
    for (const input of inputs.values()) input.close();
  };
  options.signal.addEventListener('abort', close, { once: true });
  return inputs;
}
