import type { LogLevel } from '#contract/log-levels.ts';
import type { Fields } from './field.ts';
import { fieldsOf } from './fields.ts';
import { knownOf } from './known-fields.ts';
import { levelOf } from './level.ts';
import { pairsIn } from './pairs.ts';
import { timeOf } from './time.ts';
import { type Trace, traceOfFields, traceOfText } from './trace.ts';

/** What a line says of itself. */
export interface ParsedLine {
  readonly time: string | undefined;
  readonly level: LogLevel;
  readonly fields: Fields | undefined;
  /** Names of fields that say what stands elsewhere in the record. */
  readonly leftOut: readonly (string | undefined)[];
  readonly trace: Trace;
  /** What was written for people: of JSON and logfmt the message alone, or the names of what is there instead; else the whole line. */
  readonly text: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of terminals begin with one
const colours = /\x1b\[[\d;]*[A-Za-z]/g;

/** `line` may have colours and further lines, which say nothing of the time. */
export function parseLine(line: string, nowMs: number): ParsedLine {
  const end = line.indexOf('\n');
  const isJson = line.startsWith('{');
  const first = end < 0 || isJson ? line : line.slice(0, end);
  const plain = first.includes('\x1b') ? first.replace(colours, '') : first;
  const fields = fieldsOf(plain);
  return fields === undefined ? parseText(plain, nowMs) : parseFields(plain, fields, nowMs);
}

function parseText(plain: string, nowMs: number): ParsedLine {
  return { time: timeOf(plain, nowMs), level: levelOf(plain), fields: pairsIn(plain), leftOut: [], trace: traceOfText(plain), text: plain };
}

function parseFields(plain: string, fields: Fields, nowMs: number): ParsedLine {
  const { time, level, text, keys } = knownOf(fields, nowMs);
  const isJson = plain.startsWith('{');
  // Behind other text, that text is the message, and may have both.
  const said = text ?? (isJson ? '' : plain);
  return {
    time: time ?? timeOf(said, nowMs),
    level: level ?? levelOf(said),
    fields,
    leftOut: keys,
    trace: traceOfFields(fields),
    text: text ?? (isJson ? [...fields.keys()].join(' ') : plain),
  };
}
