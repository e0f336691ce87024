import { timeOf } from '../parse/time.ts';
import type { SyslogRest } from './syslog-rest.ts';

/** `Jun 12 07:01:02`, also with a fraction, a year and a zone as some devices have it; or a time of RFC 3339, as rsyslog forwards it. */
const stamp =
  /^(?:[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?(?: (?:\d{4}|[A-Z]{1,4}))?:?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) /;
/** What ends with a colon or has a bracket is no host: a message of this host begins with who wrote it. */
const host = /^([^\s[\]]{0,254}[^\s:[\]]) /;
/** `sshd[4711]: `, `kernel: ` */
const tag = /^([A-Za-z_/(][^\s:[\]]{0,127}?)(?:\[([^\]\s]{1,64})\])?: ?/;

/**
 * What follows the priority. A time without a zone is of this host's, and without a year of the one that brings it closest to
 * now: nothing in the message says more. What has no time is a message all the same (4.3.3), of whoever sent it.
 */
export function readRfc3164(text: string, nowMs: number): SyslogRest {
  const [stamped = ''] = stamp.exec(text) ?? [];
  const behind = text.slice(stamped.length);
  const [named = '', name] = stamped === '' ? [] : (host.exec(behind) ?? []);
  const said = behind.slice(named.length);
  const [tagged = '', app, process] = tag.exec(said) ?? [];
  return { message: said.slice(tagged.length), time: stamped === '' ? undefined : timeOf(stamped, nowMs), host: name, app, process };
}
