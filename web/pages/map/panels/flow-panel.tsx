import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { asText, byteRate } from '../../../lib/quantity.ts';
import { EdgeList } from '../../../ui/entity/edge-list.tsx';
import { Panel, Summary } from '../../../ui/panel/panel.tsx';
import type { Detail } from '../engine/protocol.ts';
import { appearedWords } from '../model/appeared.ts';
import { trafficWords } from './pair-panel.tsx';
import { toEdge } from './selection.ts';

type Flow = Extract<Detail, { kind: 'flow' }>;

function sentence({ line }: Flow): string {
  const { edges, sums } = line;
  const count = edges.length === 1 ? '1 connection' : `${edges.length} connections`;
  return `${count}, ${appearedWords(edges) ?? `${trafficWords(sums)}; ${asText(byteRate(sums.bytesPerSecond))}.`}`;
}

/** All that leads from one group to another; what fails most stands first. */
export function FlowPanel({ flow, onClose }: { readonly flow: Flow; readonly onClose: () => void }): ReactNode {
  const { client, server, line, ends } = flow;
  const header = (
    <span className="panel-title">
      <span className="cut">{client}</span>
      <ArrowRight className="icon icon-quiet" size={14} aria-label="calls" />
      <span className="cut">{server}</span>
    </span>
  );
  const shown = ends.length < line.edges.length ? `The ${ends.length} that fail or carry most` : 'Connections';
  return (
    <Panel title={`${client} to ${server}`} header={header} onClose={onClose}>
      <Summary state={line.state} text={sentence(flow)} />
      <EdgeList title={shown} edges={ends} by="ends" none="Nothing in this window." to={toEdge} />
    </Panel>
  );
}
