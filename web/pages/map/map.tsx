import { Waypoints } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { mapEngine } from './engine/map-engine.ts';
import { MapPage } from './map-page.tsx';
import { selects } from './panels/selection.ts';

const path = '/map';

// While the page still waits for its fonts, the worker can start.
if (location.pathname === path || location.pathname === '/') mapEngine();

export const map: Page = {
  path,
  title: 'Map',
  icon: Waypoints,
  followsTime: true,
  followsCompare: true,
  followsScope: true,
  home: true,
  render: () => <MapPage />,
  opensNode: (id) => ({ path, ...selects({ kind: 'node', id }) }),
};
