import { Grid2x2, Maximize, Minus, Plus } from 'lucide-react';
import type { PointerEvent, ReactNode, RefObject } from 'react';
import { Button } from 'react-aria-components';
import { mapEngine } from '../engine/map-engine.ts';
import { useEngineState } from '../engine/use-engine.ts';
import { type Level, levels } from '../paint/view.ts';

const zoomStep = 1.35;

const names: Readonly<Record<Level, string>> = { groups: 'Namespaces', cards: 'Workloads', processes: 'Processes' };

const toLevel = (level: Level): void => mapEngine().send({ kind: 'level', level });

/** What there is to be shown by itself. */
interface There {
  readonly groups: boolean;
  readonly processes: boolean;
}

/** How near one is: from far away groups stand for what is in them, from near by cards open into their processes. */
function Levels({ groups, processes }: There): ReactNode {
  const here = useEngineState((state) => state.level);
  return (
    <ol className="map-levels" aria-label="Level of detail">
      {levels
        .filter((level) => level === 'cards' || (level === 'groups' ? groups : processes))
        .map((level) => (
          <li key={level}>
            <Button
              className={level === here ? 'map-level map-level-here' : 'map-level'}
              aria-current={level === here ? 'step' : 'false'}
              onPress={() => toLevel(level)}
            >
              {names[level]}
            </Button>
          </li>
        ))}
    </ol>
  );
}

function ZoomTools({ open }: { readonly open: boolean }): ReactNode {
  const zoom = (factor: number) => mapEngine().send({ kind: 'zoom', factor, animated: true });
  return (
    <div className="map-zoom">
      <Button className="control control-square" aria-label="Zoom out" onPress={() => zoom(1 / zoomStep)}>
        <Minus className="icon" size={14} aria-hidden="true" />
      </Button>
      <Button className="control control-square" aria-label="Zoom in" onPress={() => zoom(zoomStep)}>
        <Plus className="icon" size={14} aria-hidden="true" />
      </Button>
      {open && (
        <Button className="control control-square" aria-label="Open into processes" onPress={() => toLevel('processes')}>
          <Grid2x2 className="icon" size={14} aria-hidden="true" />
        </Button>
      )}
      <Button className="control control-square" aria-label="Show the whole map" onPress={() => mapEngine().send({ kind: 'fit' })}>
        <Maximize className="icon" size={14} aria-hidden="true" />
      </Button>
    </div>
  );
}

/** Where one is on the map, how near, and how to move: the small picture only while the large one does not hold all. */
export function MapTools({ minimap, groups, processes }: There & { readonly minimap: RefObject<HTMLDivElement | null> }): ReactNode {
  const whole = useEngineState((state) => state.whole);
  const level = useEngineState((state) => state.level);
  const isListed = !whole || level !== 'cards';
  const jump = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    if (event.buttons === 1) mapEngine().send({ kind: 'jump', at: { x: event.clientX - box.left, y: event.clientY - box.top } });
  };
  return (
    <div className="map-tools">
      <div className="map-minimap" hidden={whole} ref={minimap} role="img" aria-label="The whole map, small" onPointerDown={jump} onPointerMove={jump} />
      {isListed && (groups || processes) && <Levels groups={groups} processes={processes} />}
      <ZoomTools open={processes && !isListed} />
    </div>
  );
}
