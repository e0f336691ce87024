import { Type } from 'typebox';
import { DecidedBy } from './receivers.ts';
import { Stale } from './reply.ts';
import { route } from './route.ts';
import { MaintenanceWindow, Silence, SilenceInput, silenceId, WindowInput, windowId } from './silences.ts';

const silence = Type.Object({ id: silenceId });
const window = Type.Object({ id: windowId });
const Removed = Type.Object({ removed: Type.Boolean() });

export const silenceRoutes = {
  'GET /api/silences': route('/api/silences', 'Silences: those that hold, those to come, and those that ended of late.', {
    reply: Type.Object({ stale: Stale, silences: Type.Array(Silence, { maxItems: 1000 }) }),
  }),
  'POST /api/silences': route('/api/silences', 'Nobody is told of what matches, for a time, with who wanted it and why.', {
    method: 'POST',
    body: SilenceInput,
    reply: Silence,
  }),
  'PUT /api/silences/:id': route('/api/silences/:id', 'Changes a silence; it may get another id.', {
    method: 'PUT',
    params: silence,
    body: SilenceInput,
    reply: Silence,
  }),
  'DELETE /api/silences/:id': route('/api/silences/:id', 'Ends a silence.', { method: 'DELETE', params: silence, reply: Removed }),
  'GET /api/maintenance-windows': route('/api/maintenance-windows', 'Windows that come again each week.', {
    reply: Type.Object({ decidedBy: DecidedBy, windows: Type.Array(MaintenanceWindow) }),
  }),
  'POST /api/maintenance-windows': route('/api/maintenance-windows', 'Adds a window.', { method: 'POST', body: WindowInput, reply: MaintenanceWindow }),
  'PUT /api/maintenance-windows/:id': route('/api/maintenance-windows/:id', 'Changes a window.', {
    method: 'PUT',
    params: window,
    body: WindowInput,
    reply: MaintenanceWindow,
  }),
  'DELETE /api/maintenance-windows/:id': route('/api/maintenance-windows/:id', 'Removes a window.', { method: 'DELETE', params: window, reply: Removed }),
} as const;
