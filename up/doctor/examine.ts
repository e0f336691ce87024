import { Value } from 'typebox/value';
import { counted } from '#contract/count-text.ts';
import type { Check } from '#contract/doctor.ts';
import { Doctor } from '#contract/routes.ts';
import type { Settings } from '../config/settings.ts';
import type { Tls } from '../config/tls.ts';
import { askStatus, type Status } from '../control.ts';
import { fullMessage } from '../errors.ts';
import { hostChecks, portChecks } from '../host/checks.ts';
import { foldersOf } from '../host/folders.ts';
import { runningData } from '../host/running.ts';
import { httpGet } from '../http-get.ts';
import { logPath } from '../log-file.ts';

/** Asks the Sonde that runs on this data folder; where none does, looks whether one could. */
export async function examine(settings: Settings, tls: Tls | undefined): Promise<Doctor> {
  const folders = foldersOf(settings.config.data);
  const log = logPath(folders);
  const status = await askStatus(folders);
  if (status === undefined) return withState([notRunning(settings), ...hostChecks(settings, 'info'), ...(await portChecks(settings))]);
  const children = childChecks(status, log);
  try {
    const found = await askServer(status, tls);
    return withState([...children, ...found.checks], found);
  } catch (cause) {
    const check: Check = {
      name: 'api',
      state: 'failed',
      says: `the server does not tell: ${fullMessage(cause)}`,
      mend: `Its lines in ${log} say why.`,
    };
    return withState([...children, check, ...hostChecks(settings)]);
  }
}

async function askServer({ url, token }: Status, tls: Tls | undefined): Promise<Doctor> {
  if (token === '') throw new Error('it has not started yet');
  const { status, body } = await httpGet(`${url}/api/doctor`, { bearer: token, tls, timeoutMs: 20_000 });
  if (status !== 200) throw new Error(`it answers ${status}: ${body.slice(0, 300)}`);
  const found: unknown = JSON.parse(body);
  if (!Value.Check(Doctor, found)) throw new Error('its answer does not fit the contract of /api/doctor');
  return found;
}

function childChecks({ children, ready, waitsFor }: Status, log: string): Check[] {
  const start: Check[] = ready ? [] : [{ name: 'start', state: 'warning', says: `still waits for ${waitsFor.join('; ')}`, mend: '' }];
  return [...start, ...children.map((child) => childCheck(child, log))];
}

function childCheck({ name, state, pid, restarts, problem }: Status['children'][number], log: string): Check {
  const again = restarts === 0 ? '' : `, started again ${counted(restarts, 'time')}`;
  if (state === 'ready') return { name, state: 'ok', says: `runs (pid ${pid ?? 'unknown'})${again}`, mend: '' };
  const says = `${state === 'starting' ? 'starts' : state}${again}${problem === '' ? '' : `: ${problem}`}`;
  return { name, state: restarts === 0 ? 'warning' : 'failed', says, mend: `Its lines in ${log} say more.` };
}

function notRunning({ config }: Settings): Check {
  const others = runningData();
  const where = others.length === 0 ? '' : ` (but on ${others.join(', ')})`;
  const mend = others.length === 0 ? 'Start it with ./sonde up.' : `Ask that one: ./sonde doctor --data ${others[0]}.`;
  return { name: 'sonde', state: 'info', says: `no Sonde runs on ${config.data}${where}; this is what a start would find`, mend };
}

function withState(checks: Check[], found?: Doctor): Doctor {
  const states = [...checks.map(({ state }) => state), found?.state ?? 'ok'];
  const state = states.includes('failed') ? 'failed' : states.includes('warning') ? 'warning' : 'ok';
  return { at: found?.at ?? new Date().toISOString(), state, checks, hosts: found?.hosts ?? [], lost: found?.lost ?? null, pipeline: found?.pipeline ?? null };
}
