import { randomUUID } from 'node:crypto';
import { Value } from 'typebox/value';
import { MaintenanceWindow, type WindowInput } from '#contract/silences.ts';
import type { InTurn } from '../in-turn.ts';
import { badInput, ProblemError } from '../problem.ts';
import type { AlertStore } from '../store/alerts/alert-store.ts';
import { checkTimeZone, openUntil } from './window-times.ts';

/** Those that come again each week, which the server keeps and writes into Alertmanager’s configuration. */
export interface Windows {
  all(): readonly MaintenanceWindow[];
  /** With an id in place of the one that has it. */
  set(input: WindowInput, id?: string): Promise<MaintenanceWindow>;
  remove(id: string): Promise<{ removed: boolean }>;
}

const mostWindows = 64;

type Apply = (windows: readonly MaintenanceWindow[]) => Promise<void>;

/** `turn` is of all whose changes are applied together. */
export async function windows(store: AlertStore, apply: Apply, turn: InTurn): Promise<Windows> {
  const documents = await store.documents('window');
  let kept = documents.flatMap(({ value }) => (Value.Check(MaintenanceWindow, value) ? [value] : []));
  const shown = (window: MaintenanceWindow): MaintenanceWindow => ({ ...window, active: openUntil(window, Date.now()) !== undefined });
  /** Alertmanager first: what it does not take is not kept. */
  const change = async (next: readonly MaintenanceWindow[], how: Parameters<AlertStore['change']>[1]) => {
    await apply(next);
    await store.change('window', how);
    kept = [...next];
  };
  const known = (id: string) => {
    if (!kept.some((window) => window.id === id)) throw new ProblemError(404, `there is no maintenance window ${id}`);
  };
  return {
    all: () => kept.map(shown),
    set: (input, id) =>
      turn(async () => {
        checkTimeZone(input.timeZone);
        if (id !== undefined) known(id);
        else if (kept.length >= mostWindows) throw badInput('name', `at most ${mostWindows} windows`, `there are ${mostWindows} windows: remove one`);
        const window: MaintenanceWindow = { ...input, id: id ?? randomUUID(), active: false };
        await change([...kept.filter((one) => one.id !== window.id), window], { put: [{ id: window.id, value: window }] });
        return shown(window);
      }),
    remove: (id) =>
      turn(async () => {
        known(id);
        await change(
          kept.filter((window) => window.id !== id),
          { remove: [id] },
        );
        return { removed: true };
      }),
  };
}
