import type { Page } from '../ui/page.ts';
import { alerts } from './alerts/alerts.tsx';
import { doctor } from './doctor/doctor.tsx';
import { events } from './events/events.tsx';
import { logs } from './logs/logs.tsx';
import { map } from './map/map.tsx';
import { nodes } from './nodes/nodes.tsx';
import { overview } from './overview/overview.tsx';
import { workloads } from './workloads/workloads.tsx';

/** Every page, in the order of the rail. To add one, write its folder and list it here. */
export const pages: readonly Page[] = [overview, map, workloads, nodes, logs, events, alerts, doctor];
