import { Type } from 'typebox';
import { route } from './route.ts';
import { nullable } from './schema.ts';

/** The boards of Grafana, by their uids: dashboards/boards holds them, the console leads to some of them. */
export type BoardUid = `sonde-${'host' | 'edges' | 'requests' | 'workload' | 'drops' | 'dns' | 'logs' | 'pipeline' | 'alerts' | 'itself'}`;

/** What can be chosen on them, in their order. */
export const boardVariables = ['cluster', 'node', 'namespace', 'client', 'workload'] as const;
export type BoardVariable = (typeof boardVariables)[number];

export const boardRoutes = {
  'GET /api/elsewhere': route('/api/elsewhere', 'Where else the same is shown.', {
    reply: Type.Object({ grafanaUrl: nullable(Type.String({ description: 'null where none is configured' })) }),
  }),
} as const;
