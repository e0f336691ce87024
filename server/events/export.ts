import type { Record } from '#contract/record.ts';
import { formatsOf } from '../found/export.ts';

export const eventFormats = formatsOf<Record>({
  columns: ['time', 'lastTime', 'node', 'type', 'severity', 'identity', 'object', 'reason', 'message', 'count'],
  cells: ({ time, lastTime = '', node, type, severity, identity, object, reason, message, count }) => [
    ...[time, lastTime, node, type, severity, identity, object, reason, message],
    count,
  ],
  text: ({ time, severity, type, identity, node, message, count }) =>
    `${time} ${severity} ${type} ${identity || node} ${message}${count > 1 ? ` (${count} times)` : ''}`,
});
