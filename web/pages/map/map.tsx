import { Waypoints } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { mapEngine } from './map-engine.ts';
import { MapPage } from './map-page.tsx';

const path = '/map';

// While the page still waits for its fonts, the worker can start.
if (location.pathname === path) mapEngine();

export const map: Page = { path, title: 'Map', icon: Waypoints, followsTime: true, render: () => <MapPage /> };
