import type { ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { go, usePlace } from '../../ui/location.ts';
import { DataTable } from '../../ui/table.tsx';
import { edgeColumns } from './edge-columns.tsx';
import type { MapModel } from './model.ts';
import { nodeColumns, nodeRow } from './node-columns.tsx';
import type { Thing } from './thing.ts';

interface Props {
  readonly model: MapModel;
  readonly selected: Thing | undefined;
  readonly onOpen: (thing: Thing) => void;
}

/** The map as tables: the same things, the same filters, the same panel. */
export function Twin({ model, selected, onOpen }: Props): ReactNode {
  const { query } = usePlace();
  const of = query.get('of') === 'nodes' ? 'nodes' : 'edges';
  const lit = { edges: model.edges.filter(({ lit: shown }) => shown), nodes: model.nodes.filter(({ lit: shown }) => shown) };
  return (
    <div className="twin">
      <div className="twin-bar">
        <ToggleButtonGroup
          className="segments"
          aria-label="Rows"
          disallowEmptySelection
          selectedKeys={[of]}
          onSelectionChange={(keys) => go({ set: { of: keys.has('nodes') ? 'nodes' : undefined, sort: undefined } })}
        >
          <ToggleButton id="edges">Connections {lit.edges.length}</ToggleButton>
          <ToggleButton id="nodes">Nodes {lit.nodes.length}</ToggleButton>
        </ToggleButtonGroup>
      </div>
      {of === 'edges' ? (
        <DataTable
          label="Connections"
          columns={edgeColumns}
          rows={lit.edges}
          idOf={({ edge }) => edge.id}
          start={{ column: 'out', falling: true }}
          selected={selected?.kind === 'edge' ? selected.id : undefined}
          onOpen={({ edge }) => onOpen({ kind: 'edge', id: edge.id })}
        />
      ) : (
        <DataTable
          label="Nodes"
          columns={nodeColumns}
          rows={lit.nodes.map(nodeRow)}
          idOf={({ node }) => node.id}
          start={{ column: 'name', falling: false }}
          selected={selected?.kind === 'node' ? selected.id : undefined}
          onOpen={({ node }) => onOpen({ kind: 'node', id: node.id })}
        />
      )}
    </div>
  );
}
