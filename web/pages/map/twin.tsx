import { FileSpreadsheet } from 'lucide-react';
import { type ReactNode, useCallback, useEffect } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { exact } from '../../lib/quantity.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { Chooser, useChosen } from '../../ui/table/chooser.tsx';
import { leastRows } from '../../ui/table/in-sight.ts';
import { useRoomFor } from '../../ui/table/room.ts';
import { WindowedTable } from '../../ui/table/table.tsx';
import { edgeColumns } from './edge-columns.tsx';
import { mapEngine } from './engine/map-engine.ts';
import { useEngineState } from './engine/use-engine.ts';
import { type EdgeRow, type NodeRow, type Rows, startOf } from './model/rows.ts';
import type { Thing } from './model/thing.ts';
import { nodeColumns } from './node-columns.tsx';
import { TwinProcesses } from './twin-processes.tsx';

const edgeId = ({ edge }: EdgeRow): string => edge.id;
const nodeId = ({ node }: NodeRow): string => node.id;

/** The rows in sight, which the engine sorts and keeps. */
function useRows(of: Rows['of'], sort: string | null, least: number): [Rows | undefined, (first: number, last: number) => void] {
  const rows = useEngineState((state) => state.rows);
  const ask = useCallback((first: number, last: number) => mapEngine().send({ kind: 'rows', asked: { of, sort, first, last } }), [of, sort]);
  useEffect(() => {
    ask(0, least);
    return () => mapEngine().send({ kind: 'rows', asked: undefined });
  }, [ask, least]);
  return [rows?.of === of ? rows : undefined, ask];
}

/** Not all of them have processes that are seen. */
const enoughRows = 400;

const forms = ['edges', 'nodes', 'processes'] as const;
const readForm = (of: string | null): (typeof forms)[number] => forms.find((form) => form === of) ?? 'edges';

interface Props {
  readonly dimmed: boolean;
  readonly selected: Thing | undefined;
  readonly onOpen: (thing: Thing) => void;
}

/** The map as tables: the same things, the same filters, the same panel. */
export function Twin({ dimmed, selected, onOpen }: Props): ReactNode {
  const { query } = usePlace();
  const form = readForm(query.get('of'));
  const of = form === 'edges' ? 'edges' : 'nodes';
  const sort = form === 'processes' ? null : query.get('sort');
  const [rows, ask] = useRows(of, sort, form === 'processes' ? enoughRows : leastRows);
  const counts = useEngineState((state) => state.rows?.counts);
  const chosen = { edges: useChosen('connections', edgeColumns), nodes: useChosen('map-workloads', nodeColumns) };
  const columns = chosen[of];
  const isBesidePanel = selected !== undefined;
  const edgesShown = useRoomFor(chosen.edges.visible, isBesidePanel, sort);
  const nodesShown = useRoomFor(chosen.nodes.visible, isBesidePanel, sort);
  const selectedId = (kind: Thing['kind']) => (selected?.kind === kind ? selected.id : undefined);
  return (
    <div className={dimmed ? 'twin old' : 'twin'}>
      <div className="twin-bar">
        <ToggleButtonGroup
          className="segments"
          aria-label="Rows"
          disallowEmptySelection
          selectedKeys={[form]}
          onSelectionChange={(keys) => go({ set: { of: forms.find((one) => one !== 'edges' && keys.has(one)), sort: undefined } })}
        >
          <ToggleButton id="edges">Connections {counts && exact(counts.edges)}</ToggleButton>
          <ToggleButton id="nodes">Workloads {counts && exact(counts.nodes)}</ToggleButton>
          <ToggleButton id="processes">Processes</ToggleButton>
        </ToggleButtonGroup>
        {form !== 'processes' && (
          <span className="twin-tools">
            <Chooser columns={of === 'edges' ? edgeColumns : nodeColumns} shown={columns.shown} onChange={columns.choose} />
            <CopyButton
              label="Copy as CSV"
              words="CSV"
              className="control"
              icon={FileSpreadsheet}
              text={() => mapEngine().csv({ of, sort }, columns.visible)}
            />
          </span>
        )}
      </div>
      {rows?.of === 'edges' && (
        <WindowedTable
          label="Connections"
          columns={edgesShown}
          count={rows.counts.edges}
          first={rows.first}
          rows={rows.edges}
          idOf={edgeId}
          start={startOf.edges}
          selected={selectedId('edge')}
          onWindow={ask}
          onOpen={({ edge }) => onOpen({ kind: 'edge', id: edge.id })}
        />
      )}
      {rows?.of === 'nodes' && form === 'processes' && <TwinProcesses nodes={rows.nodes} all={rows.counts.nodes} />}
      {rows?.of === 'nodes' && form === 'nodes' && (
        <WindowedTable
          label="Workloads"
          columns={nodesShown}
          count={rows.counts.nodes}
          first={rows.first}
          rows={rows.nodes}
          idOf={nodeId}
          start={startOf.nodes}
          selected={selectedId('node')}
          onWindow={ask}
          onOpen={({ node }) => onOpen({ kind: 'node', id: node.id })}
        />
      )}
    </div>
  );
}
