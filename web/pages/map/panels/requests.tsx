import type { ReactNode } from 'react';
import type { EdgeRequests, ProtocolRequests, RequestCount } from '#contract/requests.ts';
import type { EdgeDetail, TopologyEdge } from '#contract/routes.ts';
import { asText, count, duration, exact, percent, type Quantity, rate } from '../../../lib/quantity.ts';
import { Hatched } from '../../../ui/believed.tsx';
import { shareTone } from '../../../ui/entity/edge-sums.ts';
import { Figure } from '../../../ui/entity/figure.tsx';
import { Maybe, markOf, Num } from '../../../ui/numbers.tsx';
import { type PanelColumn, PanelTable } from '../../../ui/table/panel-table.tsx';
import { Latency } from './latency.tsx';

type L7 = TopologyEdge['l7'];

const protocolNames: Readonly<Record<ProtocolRequests['protocol'], string>> = {
  http: 'HTTP',
  dns: 'DNS',
  redis: 'Redis',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  tls: 'TLS',
  other: 'other',
};

interface FiguresProps {
  readonly of: ProtocolRequests;
  readonly was: EdgeDetail | undefined;
  readonly edge: TopologyEdge;
}

function Figures({ of, was, edge }: FiguresProps): ReactNode {
  const { protocol, requestsPerSecond, errorRatio, p50Seconds, p99Seconds } = of;
  const mark = markOf(edge.l7.confidence.state);
  const before = was?.edge.l7.protocols.find((other) => other.protocol === protocol);
  const then = (value: (of: ProtocolRequests) => number | null, format: (value: number) => Quantity) =>
    was && { was: <Maybe value={before && value(before)} format={format} /> };
  return (
    <dl className="figures">
      <Figure title="Rate" {...then((one) => one.requestsPerSecond, rate)}>
        <Num of={rate(requestsPerSecond)} exactly={requestsPerSecond} {...mark} />
      </Figure>
      <Figure title="Errors" tone={shareTone(errorRatio, edge.health.state)} {...then((one) => one.errorRatio, percent)}>
        <Maybe value={errorRatio} format={percent} />
      </Figure>
      <Figure title="p50" {...then((one) => one.p50Seconds, duration)}>
        <Maybe value={p50Seconds} format={duration} />
      </Figure>
      <Figure title="p99" {...then((one) => one.p99Seconds, duration)}>
        <Maybe value={p99Seconds} format={duration} />
      </Figure>
    </dl>
  );
}

/** In few words beside the status. */
const outcomeWords: Readonly<Record<RequestCount['outcome'], string>> = { ok: '', client_error: 'client’s error', error: 'error' };
const outcomeClass: Readonly<Record<RequestCount['outcome'], string | undefined>> = { ok: undefined, client_error: undefined, error: 'text-critical' };

function Row({ row, of }: { readonly row: RequestCount; readonly of: number }): ReactNode {
  const { method, status, outcome, count: times } = row;
  return (
    <tr>
      <th scope="row">{method}</th>
      <td className={outcomeClass[outcome]}>
        {status} {outcome !== 'ok' && status !== 'unanswered' && <span className="quiet">{outcomeWords[outcome]}</span>}
      </td>
      <td className="right">{exact(times)}</td>
      <td className="right quiet">{asText(percent(of === 0 ? 0 : times / of))}</td>
    </tr>
  );
}

const columns: readonly PanelColumn[] = [
  { title: 'Method', widthPx: 96 },
  { title: 'Status' },
  { title: 'Count', widthPx: 76, numeric: true },
  { title: 'Share', widthPx: 56, numeric: true },
];

/** Every request of the window, by what was asked and what came of it. */
function Counts({ rows }: { readonly rows: readonly RequestCount[] }): ReactNode {
  if (rows.length === 0) return null;
  const all = rows.reduce((sum, { count: times }) => sum + times, 0);
  return (
    <PanelTable label="Requests by method and status" className="request-counts" columns={columns}>
      {rows.map((row) => (
        <Row key={`${row.method} ${row.status}`} row={row} of={all} />
      ))}
    </PanelTable>
  );
}

interface ProtocolProps {
  readonly of: ProtocolRequests;
  readonly detail: EdgeDetail;
  readonly was: EdgeDetail | undefined;
  readonly only: boolean;
}

function Protocol({ of, detail, was, only }: ProtocolProps): ReactNode {
  const { edge, requests, history } = detail;
  const rows = requests.counts.filter(({ protocol }) => protocol === of.protocol);
  const latency = requests.latency.find(({ protocol }) => protocol === of.protocol);
  return (
    <>
      {!only && <h4 className="protocol">{of.asks}</h4>}
      <Figures of={of} was={was} edge={edge} />
      <Counts rows={rows} />
      {latency !== undefined && <Latency latency={latency} history={history} what={of.asks} withLines={only} />}
    </>
  );
}

/** Why nothing is seen, or what is not seen beside what is. */
function Unseen({ l7 }: { readonly l7: L7 }): ReactNode {
  const counted = l7.unseen.map(({ says, connections }) => (connections === 0 ? says : `${says} (${asText(count(connections))} new)`)).join(', ');
  if (!l7.seen) return <Hatched>{`Requests are not seen: ${counted === '' ? l7.reason : counted}.`}</Hatched>;
  return counted === '' ? null : <Hatched>{`Some connections are not seen: ${counted}.`}</Hatched>;
}

function ServerNames({ serverNames }: EdgeRequests): ReactNode {
  if (serverNames.length === 0) return null;
  return <p className="dim">Asked for {serverNames.map(({ name, handshakes }) => `${name} (${exact(handshakes)})`).join(', ')}.</p>;
}

/** L7: what was asked on the edge, what came of it and how long it took, exact for the window. */
export function Requests({ detail, was }: { readonly detail: EdgeDetail; readonly was: EdgeDetail | undefined }): ReactNode {
  const { edge, requests } = detail;
  const { l7 } = edge;
  const names = l7.protocols.map(({ protocol }) => protocolNames[protocol]).join(', ');
  const asked = l7.protocols.filter(({ protocol }) => protocol !== 'tls');
  return (
    <section className="panel-part">
      <h3>
        Requests <span>{names === '' ? 'L7' : `L7, ${names}`}</span>
      </h3>
      {l7.protocols.map((of) => (
        <Protocol key={of.protocol} of={of} detail={detail} was={was} only={asked.length <= 1 && of.protocol !== 'tls'} />
      ))}
      <Unseen l7={l7} />
      <ServerNames {...requests} />
    </section>
  );
}
