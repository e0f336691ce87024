import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { asText, byteRate, connectRate, percent, requestRate } from '../../../lib/quantity.ts';
import { Chip } from '../../../ui/entity/chip.tsx';
import { EdgeList } from '../../../ui/entity/edge-list.tsx';
import { Panel, Summary } from '../../../ui/panel/panel.tsx';
import { appearedWords } from '../model/appeared.ts';
import type { MapLine } from '../model/lines.ts';
import type { Sums } from '../model/sums.ts';
import { selects, toEdge } from './selection.ts';

/** What edges carry and what of it fails, in words. */
export function trafficWords({ requests, failureRatio, failuresPerSecond, attemptsPerSecond, onlyUnix }: Sums): string {
  if (onlyUnix) return 'unix sockets alone, whose traffic is not seen';
  if (requests.seen) {
    const failing = requests.errorRatio === null || requests.errorRatio === 0 ? 'none failed' : `${asText(percent(requests.errorRatio))} of them fail`;
    return `${asText(requestRate(requests.perSecond))}; ${failing}`;
  }
  if (failureRatio === null) return 'no connect was tried in this window';
  const failing = failuresPerSecond > 0 ? `${asText(percent(failureRatio))} of the connects fail` : 'no connect failed';
  return `${asText(connectRate(attemptsPerSecond))}; ${failing}`;
}

function sentence({ edges, sums }: MapLine): string {
  const appeared = appearedWords(edges);
  if (appeared !== undefined) return `${edges.length} ports; ${appeared}`;
  const separator = sums.requests.seen || sums.failureRatio !== null ? ',' : ';';
  return `${edges.length} ports${separator} ${trafficWords(sums)}; ${asText(byteRate(sums.bytesPerSecond))}.`;
}

/** The edges of two nodes that the map draws as one line. */
export function PairPanel({ line, onClose }: { readonly line: MapLine; readonly onClose: () => void }): ReactNode {
  const { client, server, edges, state } = line;
  const header = (
    <>
      <Chip node={client} to={selects({ kind: 'node', id: client.id })} />
      <ArrowRight className="icon icon-quiet" size={14} aria-label="calls" />
      <Chip node={server} to={selects({ kind: 'node', id: server.id })} />
    </>
  );
  return (
    <Panel title={`${client.name} to ${server.name}`} header={header} onClose={onClose}>
      <Summary state={state} text={sentence(line)} />
      <EdgeList title="Ports" edges={edges.map((edge) => ({ edge, client, server }))} by="port" none="No port in this window." to={toEdge} />
    </Panel>
  );
}
