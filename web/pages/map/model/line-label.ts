import { boundSigns } from '../../../lib/confidence.ts';
import { shortPort } from '../../../lib/port.ts';
import { asText, byteRate, connectRate, duration, percent, rate, requestRate } from '../../../lib/quantity.ts';
import type { MapLine } from './lines.ts';
import type { Sums } from './sums.ts';

/** The parts of a label; what is bad bears the colour of its health. */
export type Label = readonly { readonly text: string; readonly bad: boolean }[];

function requestLabel({ requests }: Sums): Label {
  const { perSecond, errorRatio, p99Seconds, slow, confidence } = requests;
  const errors = errorRatio === null || errorRatio === 0 ? [] : [{ text: `${asText(percent(errorRatio))} errors`, bad: true }];
  const took = p99Seconds === null ? [] : [{ text: asText(duration(p99Seconds)), bad: slow }];
  return [{ text: boundSigns[confidence] + asText(requestRate(perSecond)), bad: false }, ...errors, ...took];
}

function connectLabel({ onlyUdp, onlyUnix, openConnections, atLeast, attemptsPerSecond, bytesPerSecond, failuresPerSecond }: Sums): Label {
  if (onlyUnix) return [{ text: `${openConnections} open`, bad: false }];
  const made = { text: onlyUdp ? 'UDP' : (atLeast ? boundSigns.partial : '') + asText(connectRate(attemptsPerSecond)), bad: false };
  return failuresPerSecond > 0 ? [made] : [made, { text: asText(byteRate(bytesPerSecond)), bad: false }];
}

/** What edges carry, after the words that say which they are. */
export function sumsLabel(which: string, sums: Sums): Label {
  // Beside connects it is plain what failed, beside requests it is not.
  const what = sums.requests.seen ? 'of connects failed' : 'failed';
  const failing = sums.failuresPerSecond > 0 ? [{ text: `${asText(percent(sums.failureRatio ?? 0))} ${what}`, bad: true }] : [];
  const { hidden, partly } = sums.requests;
  const unseen = hidden || partly ? [{ text: partly ? 'some not seen' : 'requests not seen', bad: false }] : [];
  return [{ text: which, bad: false }, ...(sums.requests.seen ? requestLabel(sums) : connectLabel(sums)), ...failing, ...unseen];
}

function portsOf([first, ...others]: MapLine['edges']): string {
  if (others.length > 0) return `${others.length + 1} ports`;
  return first === undefined ? '' : shortPort(first).trim();
}

/** In full, for the line under the pointer or selected. */
export const labelOf = ({ edges, sums }: MapLine): Label => sumsLabel(portsOf(edges), sums);

/** Requests where they are seen; else bytes, so that nobody takes connects for requests. */
export function briefOf({ failuresPerSecond, attemptsPerSecond, bytesPerSecond, onlyUnix, openConnections, requests }: Sums, onlyFailures: boolean): string {
  if (onlyUnix) return `${openConnections} open`;
  if (onlyFailures) return `${asText(rate(failuresPerSecond))} failed`;
  if (requests.seen && requests.perSecond > 0) return boundSigns[requests.confidence] + asText(rate(requests.perSecond));
  return asText(bytesPerSecond > 0 ? byteRate(bytesPerSecond) : connectRate(attemptsPerSecond));
}
