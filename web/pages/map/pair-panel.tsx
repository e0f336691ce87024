import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { asText, byteRate, connectRate, percent, requestRate } from '../../lib/quantity.ts';
import { Chip } from '../../ui/chip.tsx';
import { EdgeList } from '../../ui/edge-list.tsx';
import type { MapLine } from './lines.ts';
import { Panel, Summary } from './panel.tsx';
import { selects } from './selection.ts';

function sentence({ edges, sums }: MapLine): string {
  const moved = asText(byteRate(sums.bytesPerSecond));
  if (sums.requests.seen) {
    const { perSecond, errorRatio } = sums.requests;
    const failing = errorRatio === null || errorRatio === 0 ? 'none failed' : `${asText(percent(errorRatio))} of them fail`;
    return `${edges.length} ports, ${asText(requestRate(perSecond))}; ${failing}; ${moved}.`;
  }
  if (sums.failureRatio === null) return `${edges.length} ports; no connect was tried in this window; ${moved}.`;
  const failing = sums.failuresPerSecond > 0 ? `${asText(percent(sums.failureRatio))} of the connects fail` : 'no connect failed';
  return `${edges.length} ports, ${asText(connectRate(sums.attemptsPerSecond))}; ${failing}; ${moved}.`;
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
      <EdgeList
        title="Ports"
        edges={edges.map((edge) => ({ edge, client, server }))}
        by="port"
        none="No port in this window."
        to={({ edge }) => selects({ kind: 'edge', id: edge.id })}
      />
    </Panel>
  );
}
