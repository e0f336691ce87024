import { createHash } from 'node:crypto';
import { logLevels } from '#contract/log-levels.ts';
import type { DecodedLine } from '../logs/decode-batch.ts';
import { readAttributes } from '../logs/line-matcher.ts';
import { writeTime } from '../logs/time.ts';
import type { Document } from './bulk.ts';
import { tokensOf, tokensOfText } from './log-tokens.ts';

/** Where lines come from: a spool of an agent, as one number that fits into JSON. */
export function partOf(agent: string, spool: string): number {
  const digest = createHash('sha256').update(`${agent}\0${spool}`).digest('hex');
  return Number.parseInt(digest.slice(0, 13), 16);
}

export interface Placed {
  /** The agent that read it. */
  readonly node: string;
  readonly part: number;
  readonly seq: number;
  readonly day: string;
}

/**
 * Counted by one value of each line, its step of time and its level; where all lines of a segment are in the window, from how often the
 * index has it. The longest step first.
 */
export const levelSteps = [
  { us: 3600e6, field: 'hour_level' },
  { us: 60e6, field: 'minute_level' },
] as const;

const stepsOf = (us: number, level: number): string => levelSteps.map((step) => `"${step.field}":"${Math.floor(us / step.us)} ${level}"`).join(',');

let latest = 0;
/** In microseconds; of two lines of this process, the later has more. */
export function stamp(): number {
  latest = Math.max(latest + 1, Date.now() * 1000);
  return latest;
}

/** Half a sign is none that Elasticsearch would take. */
const quoted = (text: string): string => JSON.stringify(text.toWellFormed());

/** By hand: this is done for every line. */
export function logDocument(line: DecodedLine, { node, part, seq, day }: Placed): Document {
  const { time, level, identity, source, message, attributes, pattern, template } = line;
  const { held, names } = tokensOf({ identity, source, node, pattern, attributes: readAttributes(attributes) });
  const about = [
    `{"time":"${writeTime(time)}","us":${time.us},"level":"${logLevels[level]}","level_number":${level},${stepsOf(time.us, level)},"part":${part},"seq":${seq},"came":${stamp()}`,
    `"node":${quoted(node)},"identity":${quoted(identity)},"source":${quoted(source)},"message":${quoted(message)}`,
    `"words":${quoted(tokensOfText(message))},"held":${quoted1(held)},"names":${JSON.stringify(names)}`,
  ];
  if (pattern !== '') about.push(`"pattern":"${pattern}"`);
  if (template !== undefined) about.push(`"template":${quoted(template)}`);
  const rest = about.join(',');
  return {
    kind: 'log',
    day,
    id: `${part}.${seq}`,
    text: attributes === null ? `${rest}}` : `${rest},"attributes":${attributes.toWellFormed()}}`,
    // What its mapping does not take, it still keeps.
    plain: () => `${rest},"unmapped":${quoted(attributes ?? '{}')}}`,
  };
}

function quoted1(texts: readonly string[]): string {
  const all = JSON.stringify(texts);
  return all.includes('\\ud') ? JSON.stringify(texts.map((text) => text.toWellFormed())) : all;
}
