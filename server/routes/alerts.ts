import type { Alerting } from '../alerts/alerting.ts';
import { changeOf, recordOf } from '../alerts/changes.ts';
import { type EvidenceSources, evidenceOf } from '../alerts/evidence.ts';
import { historyOf } from '../alerts/history.ts';
import { ProblemError } from '../problem.ts';
import type { RecordStore } from '../store/store.ts';
import type { Handlers } from './handlers.ts';

type Names = Extract<keyof Handlers, `${string} /api/${'alert' | 'silences' | 'maintenance-windows' | 'receivers' | 'deliveries'}${string}`>;

export interface AlertRoutesOptions extends Pick<Alerting, 'alerts' | 'silences' | 'windows' | 'receivers' | 'outbox' | 'test' | 'foreign'> {
  readonly evidence: EvidenceSources;
  readonly records: RecordStore;
  readonly keptMs: number;
  readonly node: string;
}

export function alertRoutes(options: AlertRoutesOptions): Pick<Handlers, Names> {
  const { alerts, silences, windows, receivers, outbox, test, evidence, records, keptMs, node } = options;
  const decidedBy = options.foreign ?? null;
  return {
    'GET /api/alerts': ({ query }) => alerts.list(query),
    'GET /api/alerts/:id': async ({ params }) => {
      const { alert, snapshot } = await alerts.find(params.id);
      return { alert, stale: snapshot.stale, ...(await evidenceOf(alert, evidence)) };
    },
    'GET /api/alerts/:id/history': ({ params, query }) => historyOf(records, keptMs, { ...query, alert: params.id }),
    'GET /api/alert-history': ({ query }) => historyOf(records, keptMs, query),
    'POST /api/alerts/:id/acknowledge': ({ params, body }) => alerts.acknowledge(params.id, body),
    'POST /api/alerts/:id/notes': async ({ params, body }) => {
      const { alert } = await alerts.find(params.id);
      const change = { what: 'noted' as const, alert, atMs: Date.now(), ...body };
      await alerts.tell(change);
      const told = changeOf(recordOf(change, node));
      if (told === undefined) throw new ProblemError(500, 'the note could not be read back');
      return told;
    },
    'GET /api/silences': () => silences.list(),
    'POST /api/silences': ({ body }) => silences.add(body),
    'PUT /api/silences/:id': ({ params, body }) => silences.add(body, params.id),
    'DELETE /api/silences/:id': ({ params }) => silences.end(params.id),
    'GET /api/maintenance-windows': async () => ({ decidedBy, windows: [...windows.all()] }),
    'POST /api/maintenance-windows': ({ body }) => windows.set(body),
    'PUT /api/maintenance-windows/:id': ({ params, body }) => windows.set(body, params.id),
    'DELETE /api/maintenance-windows/:id': ({ params }) => windows.remove(params.id),
    'GET /api/receivers': async () => ({ decidedBy, ...(await receivers.list()) }),
    'POST /api/receivers': ({ body }) => receivers.add(body),
    'PUT /api/receivers/:name': ({ params, body }) => receivers.change(params.name, body),
    'DELETE /api/receivers/:name': ({ params }) => receivers.remove(params.name),
    'POST /api/receivers/:name/test': ({ params }) => test(params.name),
    'GET /api/deliveries': ({ query }) => outbox.list(query),
  };
}
