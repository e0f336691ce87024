import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { LogFile } from './log-file.ts';
import { limitRepeats } from './repeats.ts';

/** Where the supervisor speaks: terse lines, its own and its children's. */
export interface Log {
  say(text: string): void;
  /** A line that the child of this name wrote; one that it writes again and again is counted instead. */
  relay(name: string, line: string): void;
  /** From now on the text is shown as `[hidden]`. */
  hide(secret: string): void;
  /** From now on all lines are kept there, with their time. */
  keep(lines: Pick<LogFile, 'write'>): void;
}

const maxLineLength = 4096;

/** `relays`: whether what children write is written too, and not only kept; what cannot be kept is written in any case. */
export function lineLog(write: (text: string) => void, relays = true): Log {
  const secrets = new Set<string>();
  let kept: Pick<LogFile, 'write'> | undefined;
  const print = (name: string, text: string, isOwn = false) => {
    let clean = printable(text);
    for (const secret of secrets) clean = clean.replaceAll(secret, '[hidden]');
    const line = `${name}: ${clean.length > maxLineLength ? `${clean.slice(0, maxLineLength)}…` : clean}\n`;
    const isKept = kept?.write(`${new Date().toISOString()} ${line}`) ?? false;
    if (isOwn || relays || !isKept) write(line);
  };
  const children = new Map<string, (line: string) => void>();
  const relay = (name: string, line: string) => {
    const known = children.get(name) ?? limitRepeats((text) => print(name, text));
    children.set(name, known);
    known(plain(line));
  };
  return {
    say: (text) => print('sonde', text, true),
    relay,
    hide: (secret) => secrets.add(secret),
    keep: (lines) => {
      kept = lines;
    },
  };
}

/** A line of pino that is no warning, or has nothing beside its words. */
const words = { level: Type.Integer(), msg: Type.String() };
const own = { time: Type.Optional(Type.Unknown()), name: Type.Optional(Type.Unknown()) };
const Said = Type.Union([Type.Object({ ...words, level: Type.Integer({ maximum: 30 }) }), Type.Object({ ...words, ...own }, { additionalProperties: false })]);

/** What a child says in JSON, in its words alone; a warning keeps all that it came with. */
export function plain(line: string): string {
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
