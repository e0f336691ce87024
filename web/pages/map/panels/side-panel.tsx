import type { ReactNode } from 'react';
import { go, usePlace } from '../../../ui/location.ts';
import { Panel, PanelSkeleton, Summary } from '../../../ui/panel/panel.tsx';
import { useEngineState } from '../engine/use-engine.ts';
import { sameThing, type Thing } from '../model/thing.ts';
import { closesDiff, type Diff } from '../time/use-diff.ts';
import { DiffPanel } from './diff-panel.tsx';
import { EdgePanel } from './edge-panel.tsx';
import { FlowPanel } from './flow-panel.tsx';
import { GroupPanel } from './group-panel.tsx';
import { NodePanel } from './node-panel.tsx';
import { PairPanel } from './pair-panel.tsx';

interface Props {
  readonly thing: Thing | undefined;
  readonly diff: Diff;
  readonly diffOpen: boolean;
  readonly onClose: () => void;
}

/** What is selected, in full; else what is different, where that is asked for. */
export function SidePanel({ thing, diff, diffOpen, onClose }: Props): ReactNode {
  const { query } = usePlace();
  const told = useEngineState((state) => state.detail);
  if (thing === undefined) return diffOpen ? <DiffPanel diff={diff} onClose={() => go(closesDiff(query))} /> : null;
  if (thing.kind === 'edge') return <EdgePanel key={thing.id} id={thing.id} onClose={onClose} />;
  // The engine has not yet spoken of this one.
  if (!sameThing(told.thing, thing)) {
    return (
      <Panel title="Details" header={<span className="panel-title">Details</span>} onClose={onClose}>
        <PanelSkeleton />
      </Panel>
    );
  }
  const { detail } = told;
  if (detail?.kind === 'node') return <NodePanel key={thing.id} of={detail.of} onClose={onClose} />;
  if (detail?.kind === 'pair') return <PairPanel key={thing.id} line={detail.line} onClose={onClose} />;
  if (detail?.kind === 'group') return <GroupPanel key={thing.id} group={detail} onClose={onClose} />;
  if (detail?.kind === 'flow') return <FlowPanel key={thing.id} flow={detail} onClose={onClose} />;
  return (
    <Panel title="Not in this window" header={<span className="panel-title">Not in this window</span>} onClose={onClose}>
      <Summary state="unknown" text="What was selected had no traffic here. A longer time range may show it." />
    </Panel>
  );
}
