import type { EdgeDetail } from '#contract/routes.ts';
import { failed, reasonsOf } from '../topology/health.ts';

type Told = Pick<EdgeDetail, 'counts' | 'rtt'> & { edge: Pick<EdgeDetail['edge'], 'transport' | 'confidence'> };

const enough = 10;
const notableShare = 0.01;

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${figures(bytes / 1024 ** power)} ${byteUnits[power]}`;
}

export function secondsText(seconds: number): string {
  if (seconds < 0.001) return `${figures(seconds * 1e6)} µs`;
  return seconds < 1 ? `${figures(seconds * 1000)} ms` : `${figures(seconds)} s`;
}

/** At most three digits that matter. */
function figures(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function failuresText(connects: number, failures: ReadonlyMap<string, number>): string | undefined {
  const attempts = { connects, failures };
  const bad = failed(attempts);
  const all = bad + connects;
  if (bad === 0 || (all >= enough && bad / all < notableShare)) return undefined;
  const why = reasonsOf(attempts);
  if (bad === all) return bad === 1 ? `The only connect failed: ${why}` : `Every one of ${bad} connects failed: ${why}`;
  if (all < enough) return `${bad} of ${all} connects failed: ${why}`;
  return bad / all > 0.3 ? `${figures((bad / all) * 100)} % of ${all} connects fail: ${why}` : `1 in ${Math.round(all / bad)} connects fails: ${why}`;
}

function resetsText({ counts }: Told, connects: number): string | undefined {
  const view = counts.client === null ? 'server' : 'client';
  const resets = counts.resets.filter(({ observed }) => observed === view).reduce((sum, { count }) => sum + count, 0);
  if (resets === 0 || (connects >= enough && resets / connects < notableShare)) return undefined;
  return connects >= enough && resets < connects
    ? `1 in ${Math.max(2, Math.round(connects / resets))} connections is reset`
    : `${resets} ${resets === 1 ? 'reset' : 'resets'}`;
}

function retransmitsText({ counts: { client, server, retransmittedSegments } }: Told): string | undefined {
  const sent = (client?.sentSegments ?? 0) + (server?.sentSegments ?? 0);
  if (sent < 100 || retransmittedSegments / sent < notableShare) return undefined;
  return `${figures((retransmittedSegments / sent) * 100)} % of the segments had to be sent again`;
}

function calmText({ counts: { client, server, openConnections }, rtt, edge }: Told, connects: number): string {
  const toServer = client?.sentBytes ?? server?.receivedBytes ?? 0;
  const toClient = client?.receivedBytes ?? server?.sentBytes ?? 0;
  const moved = `${bytesText(toServer)} to the server, ${bytesText(toClient)} back`;
  if (edge.transport === 'udp') return toServer + toClient === 0 ? 'No datagrams in this window' : moved;
  if (connects + openConnections + toServer + toClient === 0) return 'No traffic in this window';
  const made = connects === 0 ? `${openConnections} open, none new` : `${connects} ${connects === 1 ? 'connect' : 'connects'}, none failed`;
  const trip = rtt?.p50Seconds == null ? '' : `; round trip ${secondsText(rtt.p50Seconds)}`;
  return `${made}; ${moved}${trip}`;
}

/** One sentence with what matters most about an edge. */
export function summaryOf(told: Told): string {
  const { counts, edge } = told;
  const connects = counts.client === null && counts.connects === 0 ? counts.accepts : counts.connects;
  const failures = new Map(Object.entries(counts.failures));
  const trouble = failuresText(connects, failures) ?? resetsText(told, connects) ?? retransmitsText(told);
  const bounds = edge.confidence.state === 'partial' ? ` (counts are lower bounds: ${edge.confidence.reasons[0] ?? 'events were lost'})` : '';
  return `${trouble ?? calmText(told, connects)}${bounds}.`;
}
