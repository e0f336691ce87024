import type { LogSource } from '#contract/log-sources.ts';
import type { KernelCounts, LogCounts } from './counts.ts';
import { Kmsg } from './kernel/kmsg.ts';
import type { BatchBuilder } from './lines/batch-builder.ts';

/** What is read beside files. */
export interface Source {
  /** Answers whether there is more at once. */
  read(): boolean;
  close(): void;
}

interface SourceOptions {
  readonly marks: ReadonlyMap<string, string>;
  readonly builder: BatchBuilder;
  readonly counts: LogCounts & KernelCounts;
}

/** What containers write stands in files, which are read with all others. */
const opened: Readonly<Record<LogSource, 'files' | ((options: SourceOptions) => Source)>> = {
  containers: 'files',
  kernel: ({ marks, builder, counts }) =>
    new Kmsg({
      marks,
      onRecord: (record) => builder.record(record),
      onEvent: ({ type }) => counts.kernelEvent(type),
      onMark: (mark, value) => builder.mark(mark, value),
      onLost: (records) => counts.lost('kernel_overrun', records),
    }),
};

/** Those that can be read; one that cannot keeps none of the others from being read. */
export function openSources(names: readonly LogSource[], options: SourceOptions, onTrouble: (trouble: unknown) => void): Map<LogSource, Source | 'files'> {
  const sources = new Map<LogSource, Source | 'files'>();
  for (const name of names) {
    const open = opened[name];
    try {
      sources.set(name, open === 'files' ? open : open(options));
    } catch (cause) {
      onTrouble(new Error(`opening the logs of the ${name}`, { cause }));
    }
  }
  return sources;
}
