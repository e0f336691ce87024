import type { Fields, Scalar } from '../parse/field.ts';
import { scalarOf } from '../parse/logfmt.ts';
import { timeOfValue } from '../parse/time.ts';
import type { SyslogRest } from './syslog-rest.ts';

/** `1 2026-06-12T07:01:02.345678+02:00 web-1 sshd 4711 ID47 ` */
const header = /^[1-9]\d{0,2} (-|\d{4}-\d\d-\d\dT\S{1,32}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64}) (?=[-[])/;
/** `[origin ip="192.0.2.1" software="test"]` */
const element = /\[([^\s=\]"]{1,64})((?: +[^\s=\]"]{1,64}="(?:[^"\\]|\\.)*")*) *\]/sy;
const parameter = /([^\s=\]"]{1,64})="((?:[^"\\]|\\.)*)"/gs;
const escaped = /\\(["\\\]])/g;
const byteOrderMark = '\ufeff';

/** What follows the priority; undefined for what is not of the RFC. */
export function readRfc5424(text: string, nowMs: number): SyslogRest | undefined {
  const [head, time, host, app, process, id] = header.exec(text) ?? [];
  const said = head === undefined ? undefined : dataOf(text, head.length);
  if (said === undefined) return undefined;
  const message = text.slice(said.end);
  return {
    message: message.startsWith(byteOrderMark) ? message.slice(1) : message,
    time: told(time) && timeOfValue(time, nowMs),
    host: told(host),
    app: told(app),
    process: told(process),
    id: told(id),
    data: said.data,
  };
}

function told(value: string | undefined): string | undefined {
  return value === '-' ? undefined : value;
}

/** The structured data, and where the message begins behind it; undefined where it is none. */
function dataOf(text: string, start: number): { readonly data: Fields; readonly end: number } | undefined {
  const data = new Map<string, Scalar>();
  let at = start;
  if (text[at] === '-') at += 1;
  else {
    element.lastIndex = at;
    for (let found = element.exec(text); found !== null; found = element.exec(text)) {
      const [, id = '', parameters = ''] = found;
      for (const [, name = '', value = ''] of parameters.matchAll(parameter)) data.set(`${id}.${name}`, scalarOf(value.replace(escaped, '$1')));
      at = element.lastIndex;
    }
    if (at === start) return undefined;
  }
  if (at === text.length) return { data, end: at };
  return text[at] === ' ' ? { data, end: at + 1 } : undefined;
}
