import { Maximize, Minus, Plus } from 'lucide-react';
import type { PointerEvent, ReactNode, RefObject } from 'react';
import { Button } from 'react-aria-components';
import { mapEngine } from '../engine/map-engine.ts';
import { useEngineState } from '../engine/use-engine.ts';

const zoomStep = 1.35;

const levels = [
  { far: true, name: 'Namespaces' },
  { far: false, name: 'Workloads' },
] as const;

/** How near one is: from far away groups stand for what is in them. */
function Levels(): ReactNode {
  const far = useEngineState((state) => state.far);
  return (
    <ol className="map-levels" aria-label="Level of detail">
      {levels.map((level) => (
        <li key={level.name}>
          <Button
            className={level.far === far ? 'map-level map-level-here' : 'map-level'}
            aria-current={level.far === far ? 'step' : 'false'}
            onPress={() => mapEngine().send({ kind: 'level', far: level.far })}
          >
            {level.name}
          </Button>
        </li>
      ))}
    </ol>
  );
}

function ZoomTools(): ReactNode {
  const zoom = (factor: number) => mapEngine().send({ kind: 'zoom', factor, animated: true });
  return (
    <div className="map-zoom">
      <Button className="control control-square" aria-label="Zoom out" onPress={() => zoom(1 / zoomStep)}>
        <Minus className="icon" size={14} aria-hidden="true" />
      </Button>
      <Button className="control control-square" aria-label="Zoom in" onPress={() => zoom(zoomStep)}>
        <Plus className="icon" size={14} aria-hidden="true" />
      </Button>
      <Button className="control control-square" aria-label="Show the whole map" onPress={() => mapEngine().send({ kind: 'fit' })}>
        <Maximize className="icon" size={14} aria-hidden="true" />
      </Button>
    </div>
  );
}

/** Where one is on the map, how near, and how to move: the small picture only while the large one does not hold all. */
export function MapTools({ minimap, groups }: { readonly minimap: RefObject<HTMLDivElement | null>; readonly groups: boolean }): ReactNode {
  const whole = useEngineState((state) => state.whole);
  const far = useEngineState((state) => state.far);
  const jump = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    if (event.buttons === 1) mapEngine().send({ kind: 'jump', at: { x: event.clientX - box.left, y: event.clientY - box.top } });
  };
  return (
    <div className="map-tools">
      <div className="map-minimap" hidden={whole} ref={minimap} role="img" aria-label="The whole map, small" onPointerDown={jump} onPointerMove={jump} />
      {groups && (!whole || far) && <Levels />}
      <ZoomTools />
    </div>
  );
}
