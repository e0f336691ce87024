import { levelOf } from '../parse/level.ts';

/** What a group of lines is, as far as it matters to what may follow. */
type Kind = 'plain' | 'python' | 'go' | 'rust' | 'node' | 'java-logging' | 'object' | 'key';

/** Lines that are one message: the first says what it is, the others are a stack or stand indented under it. */
export interface Shape {
  readonly kind: Kind;
  /** The whole first line. */
  readonly first: string;
  readonly last: string;
  readonly lines: number;
  /** Who writes everything indented says nothing by it. */
  readonly isIndented: boolean;
  /** One more line is part of it, whatever it looks like: Python's exception after the stack, Rust's message after the place. */
  readonly isOpen: boolean;
}

const traceback = 'Traceback (most recent call last):';
const privateKey = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY/;
const keyEnd = '-----END ';
const heads: readonly (readonly [head: RegExp, kind: Kind])[] = [
  [/^(?:panic: |fatal error: |goroutine \d+ \[)/, 'go'],
  [/^(?:thread '.*?' (?:\(\d+\) )?panicked at |Error: )/, 'rust'],
  [/^(?:file:\/\/)?\/\S+\.[cm]?[jt]sx?:\d+$/, 'node'],
  [/^[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d\d:\d\d\s[AP]M \S+ \S+$/, 'java-logging'],
  [/^[[{(]$/, 'object'],
];

const exception = /^(?:(?:[\w$]+\.)+(?:[A-Z][\w$]*)?(?:Exception|Error|Throwable|Failure|Fault)\b|Exception in thread ")/;
const chained = /^(?:During handling of the above exception|The above exception was the direct cause)/;
/** What stands at the left and still belongs to what is above it, by kind; 'plain' holds for all. */
const atTheLeft: Readonly<Record<Kind, RegExp | undefined>> = {
  plain: /^(?:Caused by:|Suppressed: |Wrapped by: |Stack trace:|\[stacktrace\]|--->|--- End of )/,
  python: chained,
  go: /^(?:goroutine \d+ \[|created by |exit status \d|\[signal |panic: |fatal error: |\.\.\.|r\w{1,3}\s+0x|[\w./*()[\]{}$·,~-]+\(.*\)$)/,
  rust: /^(?:stack backtrace:|note: |Location:)/,
  node: /^(?:[\w.]*(?:Error|Exception)\b|Node\.js v|Thrown at:)/,
  'java-logging': undefined,
  object: undefined,
  key: undefined,
};
const closing = /^[\]})]+[,;]?$/;
const frame = /^#\d+ /;
const beforeFrames = /^(?:#\d+ |Stack trace:$|\[stacktrace\]$)/;

export function shapeOf(first: string): Shape {
  const kind = kindOf(first);
  const isIndented = isSpace(first) && kind === 'plain';
  return { kind, first, last: first, lines: 1, isIndented, isOpen: opens(kind, first) };
}

function kindOf(line: string): Kind {
  if (line.endsWith(traceback)) return 'python';
  if (privateKey.test(line) && !line.includes(keyEnd)) return 'key';
  return heads.find(([head]) => head.test(line))?.[1] ?? 'plain';
}

function opens(kind: Kind, line: string): boolean {
  if (kind === 'rust') return line.startsWith('thread') && line.endsWith(':');
  return kind === 'python' || kind === 'java-logging' || kind === 'key';
}

/** Whether a line goes on with what is above it; 'perhaps' for a blank one, which does if the next does. */
export function goesOn(shape: Shape, line: string): boolean | 'perhaps' {
  if (shape.kind === 'key') return shape.isOpen;
  if (line === '' || line.trim() === '') return shape.kind !== 'plain' && shape.kind !== 'java-logging' ? 'perhaps' : false;
  if (isSpace(line)) return !shape.isIndented;
  if (shape.isOpen || atTheLeft.plain?.test(line) || atTheLeft[shape.kind]?.test(line)) return true;
  if (closing.test(line)) return isSpace(shape.last) || shape.kind === 'object';
  if (frame.test(line)) return beforeFrames.test(shape.last);
  return follows(shape, line);
}

/** A stack at the left belongs to the line above it if that told of an error; else it only came after it. */
function follows({ kind, first, last, lines }: Shape, line: string): boolean {
  if (line === traceback) return chained.test(last) || (lines === 1 && isError(first));
  return lines === 1 && kind === 'plain' && exception.test(line) && isError(first);
}

function isError(line: string): boolean {
  return ['warn', 'error', 'fatal'].includes(levelOf(line));
}

/** The shape with one more line. */
export function withLine(shape: Shape, line: string): Shape {
  const kind = line.endsWith(traceback) ? 'python' : shape.kind;
  return { ...shape, kind, last: line.trim() === '' ? shape.last : line, lines: shape.lines + 1, isOpen: staysOpen(shape, line) };
}

function staysOpen({ kind, isOpen }: Shape, line: string): boolean {
  if (line.endsWith(traceback)) return true;
  if (kind === 'key') return isOpen && !line.includes(keyEnd);
  return kind === 'python' && isOpen && (isSpace(line) || line === '');
}

/** Space or tab. */
function isSpace(line: string): boolean {
  const code = line.charCodeAt(0);
  return code === 32 || code === 9;
}
