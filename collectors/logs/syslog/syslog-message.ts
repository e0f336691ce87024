import type { LogLevel } from '#contract/log-levels.ts';
import { levelOfNumber } from '../parse/level.ts';
import { readRfc3164 } from './rfc3164.ts';
import { readRfc5424 } from './rfc5424.ts';
import type { SyslogRest } from './syslog-rest.ts';

export interface SyslogMessage extends SyslogRest {
  /** Undefined where it does not say. */
  readonly level: LogLevel | undefined;
  readonly facility: string | undefined;
  /** As neither RFC has it: the message is all that came. */
  readonly isMalformed: boolean;
}

/** RFC 5424, 6.2.1; the last of those that have no name are for anyone's use. */
const facilities =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(' ');
const severities = 8;
const priority = /^<(\d{1,3})>/;
const version = /^[1-9]\d{0,2} /;

/** One message as it came, of either RFC. */
export function readSyslog(text: string, nowMs: number): SyslogMessage {
  const [head, number] = priority.exec(text) ?? [];
  const facility = facilities[Math.floor(Number(number) / severities)];
  if (head === undefined || facility === undefined) return { message: text, level: undefined, facility: undefined, isMalformed: true };
  const level = levelOfNumber(Number(number) % severities);
  const rest = text.slice(head.length);
  const read = version.test(rest) ? readRfc5424(rest, nowMs) : readRfc3164(rest, nowMs);
  return read === undefined ? { message: text, level, facility, isMalformed: true } : { ...read, level, facility, isMalformed: false };
}
