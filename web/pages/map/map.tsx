import { Waypoints } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { MapPage } from './map-page.tsx';
import { selects } from './selection.ts';

const path = '/map';

export const map: Page = {
  path,
  title: 'Map',
  icon: Waypoints,
  followsTime: true,
  home: true,
  render: () => <MapPage />,
  opensNode: (id) => ({ path, ...selects({ kind: 'node', id }) }),
};
