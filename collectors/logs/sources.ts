import { readFileSync } from 'node:fs';
import type { LogSource } from '#contract/log-sources.ts';
import { serviceIn } from '../identity/cgroup-path.ts';
import type { LogCounts } from './counts.ts';
import { hasJournal, Journal } from './journal/journal.ts';
import { Kmsg } from './kernel/kmsg.ts';
import type { BatchBuilder } from './lines/batch-builder.ts';
import type { LogEvents } from './log-events.ts';

/** What is read beside files. */
export interface Source {
  /** Answers whether there is more at once. */
  read(): boolean;
  /** Whether what comes now will be read. */
  readonly isUp: boolean;
  close(): void;
}

interface SourceOptions {
  readonly marks: ReadonlyMap<string, string>;
  readonly builder: BatchBuilder;
  readonly counts: LogCounts;
  readonly events: LogEvents;
  readonly onTrouble: (trouble: unknown) => void;
}

/** What containers write stands in files, which are read with all others. */
const opened: Readonly<Record<LogSource, 'files' | ((options: SourceOptions & { readonly names: readonly LogSource[] }) => Source | undefined)>> = {
  containers: 'files',
  journal: ({ marks, builder, counts, events, names, onTrouble }) => {
    if (!hasJournal()) return undefined;
    const unit = ownUnit();
    return new Journal({
      marks,
      isLeftOut: (entry) => (entry.get('_TRANSPORT') === 'kernel' && names.includes('kernel')) || (unit !== undefined && entry.get('_SYSTEMD_UNIT') === unit),
      onRecord: (record) => builder.record(record),
      onEvent: (event) => events.unit(event),
      onMark: (mark, value) => builder.mark(mark, value),
      onLost: (entries) => counts.lost('journal_vacuumed', entries),
      onTooLong: () => counts.lost('too_long', 1),
      onTrouble,
    });
  },
  kernel: ({ marks, builder, counts, events }) =>
    new Kmsg({
      marks,
      onRecord: (record) => builder.record(record),
      onEvent: (event, message, at) => events.kernel(event, message, at),
      onMark: (mark, value) => builder.mark(mark, value),
      onLost: (records) => counts.lost('kernel_overrun', records),
    }),
};

/** Those that can be read; one that cannot keeps none of the others from being read. */
export function openSources(names: readonly LogSource[], options: SourceOptions): Map<LogSource, Source | 'files'> {
  const sources = new Map<LogSource, Source | 'files'>();
  for (const name of names) {
    const open = opened[name];
    try {
      const source = open === 'files' ? open : open({ ...options, names });
      if (source !== undefined) sources.set(name, source);
    } catch (cause) {
      options.onTrouble(new Error(`opening the logs of the ${name}`, { cause }));
    }
  }
  return sources;
}

/** What Sonde writes itself goes to the journal where it is a service: nobody wants to read that its lines were read. */
function ownUnit(): string | undefined {
  const [, path = ''] = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8')) ?? [];
  return serviceIn(path);
}
