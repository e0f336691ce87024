import type { Reply } from '#contract/routes.ts';
import type { Silence, SilenceInput } from '#contract/silences.ts';
import { badInput, ProblemError } from '../problem.ts';
import { iso, parseMoment } from '../topology/window.ts';
import type { NewSilence, ToldSilence } from './alertmanager-client.ts';
import type { AlertsOptions, CurrentAlerts } from './alerts.ts';
import { matchersOf } from './silencing.ts';

/** Timed ones, which Alertmanager keeps. */
export interface Silences {
  list(): Promise<Reply<'GET /api/silences'>>;
  add(input: SilenceInput, id?: string): Promise<Silence>;
  end(id: string): Promise<{ removed: boolean }>;
}

const mostShown = 1000;
const expiredShownMs = 86_400_000;
/** A clock that is a little ahead of Alertmanager's makes no silence of the past. */
const aheadMs = 1000;

type State = Silence['state'];
const stateOf = (text: string): State => (text === 'active' || text === 'pending' ? text : 'expired');

function shownOf(told: ToldSilence, alerts: number): Silence {
  const { id, status, startsAt, endsAt, createdBy, comment } = told;
  return {
    id,
    state: stateOf(status.state),
    matchers: matchersOf(told),
    from: iso(Date.parse(startsAt)),
    until: iso(Date.parse(endsAt)),
    who: createdBy,
    why: comment,
    alerts,
  };
}

function timesOf({ from, until, seconds }: SilenceInput): { readonly fromMs: number; readonly untilMs: number } {
  const fromMs = from === undefined ? Date.now() : parseMoment('from', from);
  if ((until === undefined) === (seconds === undefined)) throw badInput('until', 'one of until and seconds', 'a silence ends: give until, or seconds');
  const untilMs = until === undefined ? fromMs + (seconds ?? 0) * 1000 : parseMoment('until', until);
  if (untilMs <= Math.max(fromMs, Date.now()))
    throw badInput('until', 'a moment to come, after from', 'a silence that is over before it begins silences nothing');
  return { fromMs, untilMs };
}

export function silences(client: AlertsOptions['client'], alerts: CurrentAlerts): Silences {
  const asked = async ({ alert: id, matchers }: SilenceInput): Promise<NewSilence['matchers']> => {
    if ((id === undefined) === (matchers === undefined))
      throw badInput('matchers', 'one of alert and matchers', 'say what is to be silenced: alert, or matchers');
    if (id === undefined) return [...(matchers ?? [])];
    const { alert } = await alerts.find(id);
    return Object.entries(alert.labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
  };
  return {
    list: async () => {
      const [told, snapshot] = await Promise.all([client.silences(), alerts.live.get()]);
      const counts = new Map<string, number>();
      for (const { silencedBy } of snapshot.alerts) for (const { id } of silencedBy) counts.set(id, (counts.get(id) ?? 0) + 1);
      const isShown = ({ endsAt }: ToldSilence) => Date.now() - Date.parse(endsAt) < expiredShownMs;
      const shown = told.filter(isShown).map((silence) => shownOf(silence, counts.get(silence.id) ?? 0));
      const order: readonly State[] = ['active', 'pending', 'expired'];
      shown.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.until.localeCompare(b.until));
      return { stale: snapshot.stale, silences: shown.slice(0, mostShown) };
    },
    add: async (input, id) => {
      const { fromMs, untilMs } = timesOf(input);
      const matchers = await asked(input);
      const startsAt = iso(Math.max(fromMs, id === undefined ? 0 : Date.now() - aheadMs));
      const silence = { matchers, startsAt, endsAt: iso(untilMs), createdBy: input.who, comment: input.why };
      const made = await client.addSilence({ ...silence, ...(id !== undefined && { id }) });
      await alerts.live.refresh().catch(() => undefined);
      const kept = await client.silence(made);
      const silenced = alerts.live.peek()?.alerts.filter(({ silencedBy }) => silencedBy.some((one) => one.id === made)).length ?? 0;
      return shownOf(kept, silenced);
    },
    end: async (id) => {
      const { status } = await client.silence(id);
      if (status.state === 'expired') throw new ProblemError(409, 'the silence has ended already');
      await client.endSilence(id);
      await alerts.live.refresh().catch(() => undefined);
      return { removed: true };
    },
  };
}
