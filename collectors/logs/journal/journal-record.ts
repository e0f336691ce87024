import { identityId } from '#contract/identity.ts';
import type { LogLevel } from '#contract/log-levels.ts';
import type { LineRecord } from '../lines/record-writer.ts';
import type { JournalEntry } from './export-format.ts';
import { unitFields } from './unit-failure.ts';

/** syslog's numbers. */
const levels: readonly LogLevel[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'];
/** Programs that write to standard output have all of this priority: what their lines say themselves says more. */
const unsaid = '6';

const attributeNames: readonly (readonly [field: string, attribute: string])[] = [
  ['SYSLOG_IDENTIFIER', 'syslog.identifier'],
  ['_PID', 'process.pid'],
  ['_TRANSPORT', 'journal.transport'],
  ['_BOOT_ID', 'host.boot.id'],
];

/** All that is read of an entry, so that nothing else has to be written out. */
export const journalFields: readonly string[] = ['MESSAGE', 'PRIORITY', '_SYSTEMD_UNIT', '_COMM', ...attributeNames.map(([field]) => field), ...unitFields];

/** The line of an entry; undefined where it has no message. */
export function journalRecord(entry: JournalEntry): LineRecord | undefined {
  const message = entry.get('MESSAGE');
  if (message === undefined) return undefined;
  const priority = entry.get('PRIORITY');
  const level = priority === undefined || priority === unsaid ? undefined : levels[Number(priority)];
  const time = timeOf(entry.get('_SOURCE_REALTIME_TIMESTAMP') ?? entry.get('__REALTIME_TIMESTAMP'));
  return {
    source: '"journal"',
    identity: identityOf(entry),
    message: message.replace(/\n$/, ''),
    attributes: Object.fromEntries(attributeNames.flatMap(([field, attribute]) => pair(attribute, entry.get(field)))),
    ...(level === undefined ? {} : { level }),
    ...(time === undefined ? {} : { time }),
  };
}

/** As processes are named elsewhere: the service, else the program. */
function identityOf(entry: JournalEntry): string {
  const unit = entry.get('_SYSTEMD_UNIT');
  if (unit?.endsWith('.service')) return identityId({ kind: 'systemd', name: unit, namespace: '' });
  const program = entry.get('_COMM') ?? entry.get('SYSLOG_IDENTIFIER');
  return program === undefined || entry.get('_TRANSPORT') === 'kernel' ? '' : identityId({ kind: 'process', name: program, namespace: '' });
}

function pair(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}

/** Microseconds since the epoch. */
function timeOf(us: string | undefined): string | undefined {
  if (us === undefined || !/^\d{7,16}$/.test(us)) return undefined;
  return `${new Date(Number(us.slice(0, -6)) * 1000).toISOString().slice(0, 19)}.${us.slice(-6)}Z`;
}
