import { counted, countText } from '#contract/count-text.ts';
import type { ProtocolRequests } from '#contract/requests.ts';
import type { EdgeDetail } from '#contract/routes.ts';
import { bytesText, figures, secondsText } from '../quantities.ts';
import { enough, failed, mostFrequent, warningShare } from '../topology/health.ts';
import { isRequest, wordsOf } from '../topology/requests.ts';
import { causesIn } from './requests.ts';

type Told = Pick<EdgeDetail, 'counts' | 'requests' | 'rtt'> & { edge: Pick<EdgeDetail['edge'], 'transport' | 'light' | 'health' | 'l7'> };

/** A sentence, and how much of what was tried went wrong; `few` were tried, so that the share says little. */
interface Trouble {
  readonly share: number;
  readonly few: boolean;
  readonly says: string;
}

const singular = (ones: string) => ones.replace(/ies$/, 'y').replace(/s$/, '');

/** `ones` are what was tried, in the plural. */
function troubleOf(ones: string, bad: number, all: number, why: string): Trouble | undefined {
  const share = bad / all;
  if (bad === 0 || (all >= enough && share < warningShare)) return undefined;
  const one = singular(ones);
  const of = { share, few: all < enough };
  const because = why === '' ? '' : `: ${why}`;
  if (bad === all) return { ...of, says: bad === 1 ? `The only ${one} failed${because}` : `Every one of ${countText(bad)} ${ones} failed${because}` };
  if (all < enough) return { ...of, says: `${countText(bad)} of ${countText(all)} ${ones} failed${because}` };
  return {
    ...of,
    says: share > 0.3 ? `${figures(share * 100)} % of ${countText(all)} ${ones} fail${because}` : `1 in ${Math.round(all / bad)} ${ones} fails${because}`,
  };
}

function connectTrouble(connects: number, failures: ReadonlyMap<string, number>): Trouble | undefined {
  const bad = failed({ connects, failures });
  return troubleOf('connects', bad, bad + connects, mostFrequent(failures));
}

interface Answered {
  readonly protocol: ProtocolRequests['protocol'];
  readonly ones: string;
  readonly all: number;
  readonly errors: number;
  readonly clientErrors: number;
  readonly why: string;
}

/** What each protocol was asked, the most asked first. */
function answered({ requests }: Told): Answered[] {
  const causes = causesIn(requests);
  return [...Map.groupBy(requests.counts, ({ protocol }) => protocol)]
    .map(([protocol, rows]) => {
      const sum = (some: typeof rows) => some.reduce((total, { count }) => total + count, 0);
      const of = (outcome: string) => sum(rows.filter((row) => row.outcome === outcome));
      const words = { protocol, ones: wordsOf(protocol), why: causes.get(protocol) ?? '' };
      return { ...words, all: sum(rows), errors: of('error'), clientErrors: of('client_error') };
    })
    .sort((a, b) => b.all - a.all);
}

/** `1240 HTTP requests, none failed; p50 2.41 ms, p99 8.4 ms` */
function requestsText(told: Told): string | undefined {
  const asked = answered(told).filter(({ protocol }) => isRequest(protocol));
  if (asked.length === 0) return undefined;
  const said = asked.map(({ ones, all, errors, clientErrors }) => {
    const bad = errors === 0 ? 'none failed' : `${countText(errors)} failed`;
    return `${countText(all)} ${all === 1 ? singular(ones) : ones}, ${bad}${clientErrors === 0 ? '' : `, ${countText(clientErrors)} with an error of the client`}`;
  });
  const latency = told.requests.latency.find(({ protocol }) => protocol === asked[0]?.protocol);
  const took =
    latency?.p50Seconds == null || latency.p99Seconds === null || asked.length > 1
      ? ''
      : `; p50 ${secondsText(latency.p50Seconds)}, p99 ${secondsText(latency.p99Seconds)}`;
  return said.join('; ') + took;
}

function resetsText({ counts }: Told, connects: number): string | undefined {
  const view = counts.client === null ? 'server' : 'client';
  const resets = counts.resets.filter(({ observed }) => observed === view).reduce((sum, { count }) => sum + count, 0);
  if (resets === 0 || (connects >= enough && resets / connects < warningShare)) return undefined;
  return connects >= enough && resets < connects ? `1 in ${Math.max(2, Math.round(connects / resets))} connections is reset` : counted(resets, 'reset');
}

function retransmitsText({ counts: { client, server, retransmittedSegments } }: Told): string | undefined {
  const sent = (client?.sentSegments ?? 0) + (server?.sentSegments ?? 0);
  if (sent < 100 || retransmittedSegments / sent < warningShare) return undefined;
  return `${figures((retransmittedSegments / sent) * 100)} % of the segments had to be sent again`;
}

function unseenText({ l7 }: Told['edge']): string {
  return l7.seen || l7.unseen.length === 0 ? '' : `; requests not seen: ${l7.reason}`;
}

/** Nobody counts there. */
function unixText(open: number, edge: Told['edge']): string {
  return `${counted(open, 'connection')} open${unseenText(edge)}`;
}

const datagramsText = (bytes: number, moved: string): string => (bytes === 0 ? 'No datagrams in this window' : moved);

function calmText(told: Told, connects: number): string {
  const { client, server, openConnections } = told.counts;
  const { rtt, edge } = told;
  const toServer = client?.sentBytes ?? server?.receivedBytes ?? 0;
  const toClient = client?.receivedBytes ?? server?.sentBytes ?? 0;
  const moved = `${bytesText(toServer)} to the server, ${bytesText(toClient)} back`;
  const asked = requestsText(told);
  if (asked !== undefined) return `${asked}; ${moved}`;
  if (edge.transport !== 'tcp') return edge.transport === 'unix' ? unixText(openConnections, edge) : datagramsText(toServer + toClient, moved);
  if (connects + openConnections + toServer + toClient === 0) return 'No traffic in this window';
  const made = connects === 0 ? `${countText(openConnections)} open, none new` : `${counted(connects, 'connect')}, none failed`;
  const trip = rtt?.p50Seconds == null ? '' : `; round trip ${secondsText(rtt.p50Seconds)}`;
  return `${made}; ${moved}${trip}${unseenText(edge)}`;
}

/** The larger share is told; a few that failed say nothing beside many that were asked. */
function worstTrouble(told: Told, connects: number): string | undefined {
  const asked = answered(told);
  const many = asked.some(({ all }) => all >= enough);
  const tried = [
    connectTrouble(connects, new Map(Object.entries(told.counts.failures))),
    ...asked.map(({ ones, all, errors, why }) => troubleOf(ones, errors, all, why)),
  ];
  return tried
    .filter((trouble) => trouble !== undefined)
    .filter(({ few }) => !(many && few))
    .sort((a, b) => b.share - a.share)[0]?.says;
}

/** What is not well though nothing failed: it has become slow. */
function slownessText({ edge: { health } }: Told): string | undefined {
  const [reason] = health.state === 'warning' ? health.reasons : [];
  return reason === undefined ? undefined : reason.charAt(0).toUpperCase() + reason.slice(1);
}

/** Alerts are written by others as well, who may have ended their sentence. */
const alarmText = ([says]: readonly string[]): string => (says === undefined ? '' : `${says.replace(/\.$/, '')}. `);

/** What matters most about an edge in a sentence, after what an alert says of it; `alarms` are why it fires. What its counts lack is told by its confidence. */
export function summaryOf(told: Told, alarms: readonly string[] = []): string {
  const { counts, edge } = told;
  const connects = counts.client === null && counts.connects === 0 ? counts.accepts : counts.connects;
  const trouble = worstTrouble(told, connects) ?? slownessText(told) ?? resetsText(told, connects) ?? retransmitsText(told);
  const light = edge.light ? '. Beyond the series budget: known by the minute, without latencies' : '';
  return `${alarmText(alarms)}${trouble ?? calmText(told, connects)}${light}.`;
}
