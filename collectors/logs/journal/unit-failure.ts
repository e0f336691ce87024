import type { NodeEvent } from '../../ship/event-record.ts';
import type { JournalEntry } from './export-format.ts';

/** SD_MESSAGE_UNIT_FAILURE_RESULT of sd-messages.h. */
const unitFailed = 'd9b373ed55a64feb8242e02dbe79a49c';

/** Fields that an event is made of, beside those of a line. */
export const unitFields: readonly string[] = ['MESSAGE_ID', 'UNIT', 'UNIT_RESULT'];

/** What systemd says of a unit that failed. Anyone may write its words to the journal: its number (`_PID`) is journald's own. */
export function unitFailure(entry: JournalEntry, at: Date): NodeEvent | undefined {
  const unit = entry.get('UNIT');
  if (entry.get('MESSAGE_ID') !== unitFailed || entry.get('_PID') !== '1' || unit === undefined) return undefined;
  const reason = entry.get('UNIT_RESULT') ?? '';
  return {
    at,
    type: 'systemd.unit_failed',
    severity: 'error',
    identity: { kind: 'systemd', name: unit, namespace: '' },
    reason,
    message: `${unit} failed${reason === '' ? '' : `: ${reason}`}`,
    attributes: {},
  };
}
