import { Type } from 'typebox';
import {
  Acknowledge,
  Acknowledged,
  AlertChange,
  AlertEvidence,
  AlertHistory,
  AlertHistoryQuery,
  Alerts,
  AlertsQuery,
  alertId,
  Note,
  OneAlertHistoryQuery,
} from './alerts.ts';
import { route } from './route.ts';

const params = Type.Object({ id: alertId });

export const alertRoutes = {
  'GET /api/alerts': route('/api/alerts', 'Alerts with their state, what they are about, and who silenced or acknowledged them.', {
    query: AlertsQuery,
    reply: Alerts,
  }),
  'GET /api/alerts/:id': route('/api/alerts/:id', 'One alert with its evidence: its graph, its neighbours, events and log patterns that changed.', {
    params,
    reply: AlertEvidence,
  }),
  'GET /api/alerts/:id/history': route('/api/alerts/:id/history', 'What became of one alert, newest first.', {
    params,
    query: OneAlertHistoryQuery,
    reply: AlertHistory,
  }),
  'GET /api/alert-history': route('/api/alert-history', 'What became of all alerts, newest first.', { query: AlertHistoryQuery, reply: AlertHistory }),
  'POST /api/alerts/:id/acknowledge': route('/api/alerts/:id/acknowledge', 'Somebody looks after an alert; holds until it is resolved.', {
    method: 'POST',
    params,
    body: Acknowledge,
    reply: Acknowledged,
  }),
  'POST /api/alerts/:id/notes': route('/api/alerts/:id/notes', 'Writes a note into the history of an alert.', {
    method: 'POST',
    params,
    body: Note,
    reply: AlertChange,
  }),
} as const;
