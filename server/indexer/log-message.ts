import type { IHeaders, KafkaMessage } from 'kafkajs';
import { logMessageHeaders } from '#contract/kafka.ts';
import { type LogLossReason, logLosses } from '#contract/log-losses.ts';
import type { Document } from '../store/elasticsearch/bulk.ts';
import { logDocument, partOf } from '../store/elasticsearch/log-document.ts';
import { gapDocument } from '../store/elasticsearch/log-gaps.ts';
import { decodeLine } from '../store/logs/decode-batch.ts';

/** What a message is to be stored as; in words, why it is none. */
export type Decoded = readonly Document[] | string;

const text = (headers: IHeaders, name: string): string => headers[name]?.toString() ?? '';

/** The parts of a spool are asked for with every line of it. */
const parts = new Map<string, number>();
const mostParts = 10_000;

function knownPart(agent: string, spool: string): number {
  const key = `${agent}\0${spool}`;
  const known = parts.get(key) ?? partOf(agent, spool);
  if (parts.size >= mostParts) parts.clear();
  parts.set(key, known);
  return known;
}

const reasonOf = (headers: IHeaders): LogLossReason => logLosses.find((reason) => reason === text(headers, logMessageHeaders.lostBy)) ?? 'unknown';

export function decodeLog({ headers = {}, value }: Pick<KafkaMessage, 'headers' | 'value'>): Decoded {
  const [agent, spool, day] = [text(headers, logMessageHeaders.agent), text(headers, logMessageHeaders.spool), text(headers, logMessageHeaders.day)];
  const [seq, lost] = [Number(text(headers, logMessageHeaders.seq)), Number(text(headers, logMessageHeaders.lost))];
  if (agent === '' || spool === '' || !/^\d{4}-\d\d-\d\d$/.test(day) || !Number.isSafeInteger(seq) || seq < 1) return 'its headers do not name a line';
  const line = value === null ? undefined : decodeLine(value.toString());
  if (line === undefined) return 'it is no record of a line';
  const document = logDocument(line, { node: agent, part: knownPart(agent, spool), seq, day });
  if (!Number.isSafeInteger(lost) || lost < 1) return [document];
  return [document, gapDocument({ agent, spool, first: seq, day, lostBy: reasonOf(headers) }, line.time.us, { count: lost, fromUs: line.time.us })];
}
