import type { LogRecord } from '#contract/logs.ts';
import { formatsOf } from '../found/export.ts';

export const lineFormats = formatsOf<LogRecord>({
  columns: ['time', 'level', 'identity', 'source', 'message'],
  cells: ({ time, level, identity, source, message }) => [time, level, identity, source, message],
  text: ({ time, level, identity, source, message }) => `${time} ${level} ${identity || source} ${message}`,
});
