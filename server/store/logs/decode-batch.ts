import { patternForm } from '#contract/log-batch.ts';
import { logLevels } from '#contract/log-levels.ts';
import { parsedJson } from '../../parsed-json.ts';
import { decodeRows } from '../decode-rows.ts';
import { type LogTime, readTime } from './time.ts';

export interface DecodedLine {
  readonly time: LogTime;
  readonly level: number;
  readonly identity: string;
  readonly source: string;
  readonly message: string;
  /** JSON; null without any. */
  readonly attributes: string | null;
  /** Empty where it has none. */
  readonly pattern: string;
  /** Told with some of the lines of a pattern. */
  readonly template: string | undefined;
}

const longestTemplate = 2048;
const levelNumbers = new Map<unknown, number>(logLevels.map((level, number) => [level, number]));

/** The lines of a body; in words, what is wrong with it. */
export function decodeBatch(body: Uint8Array, count: number): DecodedLine[] | string {
  return decodeRows(body, { what: 'lines', one: 'record of a line', count }, decodeLine);
}

/** One line as JSON. By hand: it runs for every line, and a schema's check takes as long as storing does. */
export function decodeLine(row: string): DecodedLine | undefined {
  const value = parsedJson(row);
  if (typeof value !== 'object' || value === null) return undefined;
  const { time, level, identity, source, message, attributes, pattern, template }: { readonly [key: string]: unknown } = { ...value };
  const at = typeof time === 'string' ? readTime(time) : undefined;
  const number = levelNumbers.get(level);
  if (at === undefined || number === undefined || typeof identity !== 'string' || typeof source !== 'string' || typeof message !== 'string') return undefined;
  const isObject = typeof attributes === 'object' && attributes !== null;
  return {
    time: at,
    level: number,
    identity,
    source,
    message,
    attributes: isObject ? JSON.stringify(attributes) : null,
    pattern: typeof pattern === 'string' && patternForm.test(pattern) ? pattern : '',
    template: typeof template === 'string' ? template.slice(0, longestTemplate) : undefined,
  };
}
