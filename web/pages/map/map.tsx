import { Waypoints } from 'lucide-react';
import type { Page } from '../../ui/page.ts';
import { MapPage } from './map-page.tsx';

export const map: Page = { path: '/map', title: 'Map', icon: Waypoints, followsTime: true, home: true, render: () => <MapPage /> };
