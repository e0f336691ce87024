import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { limitRepeats } from './repeats.ts';

/** Where the supervisor speaks: terse lines on standard error, its own and its children's. */
export interface Log {
  say(text: string): void;
  /** A line that the child of this name wrote; one that it writes again and again is counted instead. */
  relay(name: string, line: string): void;
  /** From now on the text is shown as `[hidden]`. */
  hide(secret: string): void;
}

const maxLineLength = 4096;

export function lineLog(write: (text: string) => void): Log {
  const secrets = new Set<string>();
  const print = (name: string, text: string) => {
    let clean = printable(text);
    for (const secret of secrets) clean = clean.replaceAll(secret, '[hidden]');
    write(`${name}: ${clean.length > maxLineLength ? `${clean.slice(0, maxLineLength)}…` : clean}\n`);
  };
  const relays = new Map<string, (line: string) => void>();
  const relay = (name: string, line: string) => {
    const known = relays.get(name) ?? limitRepeats((text) => print(name, text));
    relays.set(name, known);
    known(plain(line));
  };
  return { say: (text) => print('sonde', text), relay, hide: (secret) => secrets.add(secret) };
}

/** A line of pino that is no warning. */
const Said = Type.Object({ level: Type.Integer({ maximum: 30 }), msg: Type.String() });

/** What a child says in JSON, in its words alone; a warning keeps all that it came with. */
function plain(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const said: unknown = JSON.parse(line);
    return Value.Check(Said, said) ? said.msg : line;
  } catch {
    return line;
  }
}

/** Text from outside can stand in a child's line: no control character may reach the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t]/gu, '\ufffd');
}
