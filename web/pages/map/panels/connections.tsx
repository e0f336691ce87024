import type { ReactNode } from 'react';
import type { EdgeCounts } from '#contract/edge-counts.ts';
import type { EdgeDetail } from '#contract/routes.ts';
import { bytes, count, duration, exact, percent, type Quantity } from '../../../lib/quantity.ts';
import { Figure } from '../../../ui/entity/figure.tsx';
import { Maybe, Num } from '../../../ui/numbers.tsx';
import { resetCount } from '../model/sums.ts';
import { dropReason, failureReason, resetReason } from './reasons.ts';

interface Direction {
  readonly toServer: number;
  readonly toClient: number;
}

/** Payload each way, as the client saw it, else as the server did. */
function bytesEachWay({ client, server }: EdgeCounts): Direction | undefined {
  if (client !== null) return { toServer: client.sentBytes, toClient: client.receivedBytes };
  return server === null ? undefined : { toServer: server.receivedBytes, toClient: server.sentBytes };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function Share({ part, whole }: { readonly part: number; readonly whole: number }): ReactNode {
  if (whole === 0 || part === 0) return null;
  const { value, gap, unit } = percent(part / whole);
  return (
    <>
      {' '}
      <span className="unit">{value + gap + unit}</span>
    </>
  );
}

interface Compared {
  readonly detail: EdgeDetail;
  /** The same edge at the time that is compared with. */
  readonly was: EdgeDetail | undefined;
}

const failedIn = ({ failures }: EdgeCounts): number => sum(Object.values(failures));
const connectsIn = ({ connects, accepts }: EdgeCounts): number => (connects > 0 ? connects : accepts);

/** A figure's number of then, where there is something to compare with. */
function before(
  was: EdgeDetail | undefined,
  value: (detail: EdgeDetail) => number | null | undefined,
  format: (value: number) => Quantity,
): { was?: ReactNode } {
  return was === undefined ? {} : { was: <Maybe value={value(was)} format={format} /> };
}

function TcpFigures({ detail, was }: Compared): ReactNode {
  const { counts, edge } = detail;
  const failed = failedIn(counts);
  const connects = connectsIn(counts);
  const segments = (counts.client?.sentSegments ?? 0) + (counts.server?.sentSegments ?? 0);
  const resets = resetCount(counts);
  const atLeast = edge.confidence.state === 'partial';
  return (
    <dl className="figures">
      <Figure title={counts.connects === 0 && counts.accepts > 0 ? 'Accepted' : 'Connected'} {...before(was, (one) => connectsIn(one.counts), count)}>
        <Num of={count(connects)} exactly={connects} atLeast={atLeast} />
      </Figure>
      <Figure title="Failed" tone={failed > 0 ? edge.health.state : undefined} {...before(was, (one) => failedIn(one.counts), count)}>
        <Num of={count(failed)} exactly={failed} atLeast={atLeast} />
        <Share part={failed} whole={failed + connects} />
      </Figure>
      <Figure title="Open now" {...before(was, (one) => one.counts.openConnections, count)}>
        <Num of={count(counts.openConnections)} exactly={counts.openConnections} />
      </Figure>
      <Figure title="Resets" {...before(was, (one) => resetCount(one.counts), count)}>
        <Num of={count(resets)} exactly={resets} atLeast={atLeast} />
      </Figure>
      <Times detail={detail} was={was} shown={roundTrips} />
      <Figure title="Retransmits" {...before(was, (one) => one.counts.retransmittedSegments, count)}>
        <span title={`${exact(counts.retransmittedSegments)} of ${exact(segments)} segments`}>
          <Num of={count(counts.retransmittedSegments)} atLeast={atLeast} />
        </span>
      </Figure>
      <Times detail={detail} was={was} shown={connectTimes} />
      <PacketFigures detail={detail} was={was} what="Segments" />
    </dl>
  );
}

interface Time {
  readonly title: string;
  readonly of: (detail: EdgeDetail) => number | null | undefined;
}

const roundTrips: readonly Time[] = [
  { title: 'RTT p50', of: ({ rtt }) => rtt?.p50Seconds },
  { title: 'RTT p99', of: ({ rtt }) => rtt?.p99Seconds },
  { title: 'Jitter', of: ({ rtt }) => rtt?.jitterSeconds },
];
const connectTimes: readonly Time[] = [
  { title: 'Connect p50', of: ({ connectTime }) => connectTime?.p50Seconds },
  { title: 'Connect p99', of: ({ connectTime }) => connectTime?.p99Seconds },
];

function Times({ detail, was, shown }: Compared & { readonly shown: readonly Time[] }): ReactNode {
  return shown.map(({ title, of }) => (
    <Figure key={title} title={title} {...before(was, of, duration)}>
      <Maybe value={of(detail)} format={duration} />
    </Figure>
  ));
}

const packetsOut = ({ counts: { client, server } }: EdgeDetail) => client?.sentSegments ?? server?.receivedSegments;
const packetsIn = ({ counts: { client, server } }: EdgeDetail) => client?.receivedSegments ?? server?.sentSegments;

/** Packets each way, as the client saw them, else as the server did. */
function PacketFigures({ detail, was, what }: Compared & { readonly what: string }): ReactNode {
  const atLeast = detail.edge.confidence.state === 'partial';
  return (
    <>
      <Figure title={`${what} out`} {...before(was, packetsOut, count)}>
        <Maybe value={packetsOut(detail)} format={count} atLeast={atLeast} />
      </Figure>
      <Figure title={`${what} in`} {...before(was, packetsIn, count)}>
        <Maybe value={packetsIn(detail)} format={count} atLeast={atLeast} />
      </Figure>
    </>
  );
}

function UdpFigures(compared: Compared): ReactNode {
  return (
    <dl className="figures">
      <PacketFigures {...compared} what="Datagrams" />
    </dl>
  );
}

/** Who is connected is all that is known of a unix socket. */
function UnixFigures({ detail, was }: Compared): ReactNode {
  const open = ({ counts: { openConnections } }: EdgeDetail) => openConnections;
  return (
    <dl className="figures">
      <Figure title="Open" {...before(was, open, count)}>
        <Maybe value={open(detail)} format={count} />
      </Figure>
    </dl>
  );
}

const figures = { tcp: TcpFigures, udp: UdpFigures, unix: UnixFigures } as const;

function Figures(compared: Compared): ReactNode {
  const Of = figures[compared.detail.edge.transport];
  return <Of {...compared} />;
}

const label = (of: Quantity, way: string): ReactNode => (
  <span>
    {of.value}
    <span className="unit">
      {of.gap}
      {of.unit} {way}
    </span>
  </span>
);

function BytesBar({ toServer, toClient }: Direction): ReactNode {
  if (toServer + toClient === 0) return null;
  return (
    <p className="bytes" title={`${exact(toServer)} bytes to the server, ${exact(toClient)} bytes to the client`}>
      {label(bytes(toServer), 'out')}
      <span className="bytes-bar" aria-hidden="true">
        <span style={{ flexGrow: toServer }} />
        <span style={{ flexGrow: toClient }} />
      </span>
      {label(bytes(toClient), 'in')}
    </p>
  );
}

interface Reason {
  readonly group: string;
  readonly plain: string;
  readonly kernel: string;
  readonly count: number;
}

function reasonsOf(counts: EdgeCounts): Reason[] {
  const failed = Object.entries(counts.failures).map(([reason, times]) => ({ group: 'Failed', ...failureReason(reason), count: times }));
  const resets = counts.resets.map(({ observed, direction, reason, count: times }) => {
    const { plain, kernel } = resetReason(reason);
    return { group: 'Reset', plain: `${direction === 'sent' ? 'by' : 'at'} ${observed}, ${plain}`, kernel, count: times };
  });
  const drops = counts.drops.map(({ observed, reason, count: times }) => {
    const { plain, kernel } = dropReason(reason);
    return { group: 'Dropped', plain: plain === '' ? `at ${observed}` : `at ${observed}, ${plain}`, kernel, count: times };
  });
  return [failed, drops, resets].flatMap((group) => group.filter((reason) => reason.count > 0).sort((a, b) => b.count - a.count));
}

function Reasons({ counts }: { readonly counts: EdgeCounts }): ReactNode {
  const reasons = reasonsOf(counts);
  if (reasons.length === 0) return null;
  return (
    <table className="reasons">
      <caption className="unseen">Why connects failed, packets were dropped and connections were reset</caption>
      <colgroup>
        <col />
        <col />
        <col />
      </colgroup>
      <tbody>
        {reasons.map(({ group, plain, kernel, count: times }, index) => (
          <tr key={`${group} ${plain} ${kernel}`}>
            <th scope="row">{reasons[index - 1]?.group === group ? <span className="unseen">{group}</span> : group}</th>
            <td>
              {plain} {kernel !== '' && <code>{kernel}</code>}
            </td>
            <td className="right">{exact(times)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** L4: what was opened, failed, sent and waited for, exact for the window. */
export function Connections({ detail, was }: Compared): ReactNode {
  const { edge, counts } = detail;
  const each = bytesEachWay(counts);
  return (
    <section className="panel-part">
      <h3>
        Connections <span>{edge.transport === 'unix' ? 'unix socket' : `L4, ${edge.transport.toUpperCase()} on ${edge.port}`}</span>
      </h3>
      <Figures detail={detail} was={was} />
      {each !== undefined && <BytesBar {...each} />}
      <Reasons counts={counts} />
    </section>
  );
}
