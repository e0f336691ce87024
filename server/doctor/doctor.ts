import type { Registry } from 'prom-client';
import type { Check } from '#contract/doctor.ts';
import type { Doctor } from '#contract/routes.ts';
import { type Prepared, prepare } from '../answers/prepared.ts';
import { type Refresher, refresher } from '../answers/refresher.ts';
import { isFull } from '../store/disk.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { movedAside } from '../store/sqlite.ts';
import type { RecordStore } from '../store/store.ts';
import type { Maps } from '../topology/maps.ts';
import { iso } from '../topology/window.ts';
import { type Agent, askAgents, hostOf } from './agents.ts';
import { type AskedAlerting, alertingChecks } from './alerting.ts';
import { agentCheck, diskCheck, lossCheck, prometheusChecks, storeChecks } from './checks.ts';
import type { Clocks } from './clocks.ts';
import { keepFindings } from './kept-findings.ts';
import { logChecks } from './logs.ts';
import { mapOfNow } from './map-of-now.ts';
import { pipelineChecks, pipelineOf, type StoreEngine } from './pipeline.ts';
import { rejectedCheck, rejectedSamples } from './rejected.ts';
import { requestCheck } from './requests.ts';

export interface DoctorOptions {
  readonly cluster: string;
  readonly agents: readonly Agent[];
  readonly agentsToken: string;
  readonly prometheus: Prometheus;
  readonly intervalSeconds: number;
  readonly records: RecordStore;
  readonly recordsPath: string;
  readonly logs: LogStore;
  /** Where lines are kept. */
  readonly engine: StoreEngine;
  readonly clocks: Clocks;
  readonly dataDir: string;
  readonly maps: Maps;
  readonly alerting: AskedAlerting;
  /** Where it tells what it found. */
  readonly registry: Registry;
  readonly onFailure: (error: unknown) => void;
}

const refreshMs = 10_000;
/** What it finds is kept, so that it looks also while nobody else does. */
const restMs = 60_000;

function stateOf(checks: readonly Check[]): Doctor['state'] {
  if (checks.some(({ state }) => state === 'failed')) return 'failed';
  return checks.some(({ state }) => state === 'warning') ? 'warning' : 'ok';
}

async function examine(options: DoctorOptions): Promise<Doctor> {
  const { agents, agentsToken, prometheus, intervalSeconds, records, recordsPath, logs, engine, clocks, dataDir, maps, alerting, cluster } = options;
  const edgesOnMap = maps.live.peek()?.weight ?? 0;
  const [answers, metrics, store, lines, pipeline, told, disk, rejected, map] = await Promise.all([
    askAgents(agents, agentsToken),
    prometheusChecks(prometheus, { intervalSeconds, diskFull: await isFull(dataDir), edgesOnMap }),
    storeChecks(records, () => movedAside(recordsPath), engine),
    logChecks(logs, prometheus, engine),
    pipelineOf(prometheus, logs, engine),
    alertingChecks(alerting),
    diskCheck(dataDir),
    rejectedSamples(prometheus, intervalSeconds),
    mapOfNow(maps.live),
  ]);
  // An old map tells of an old quarter of an hour.
  const fresh = map?.stale === null ? map.value : undefined;
  const fromMap = fresh === undefined ? [] : [requestCheck(fresh), lossCheck(fresh.lost)];
  const checks = [
    ...answers.map(agentCheck),
    ...metrics,
    ...store,
    ...lines,
    ...pipelineChecks(pipeline),
    ...told,
    ...clocks.checks(),
    disk,
    ...(rejected === undefined ? [] : [rejectedCheck(rejected)]),
    ...fromMap,
  ];
  const ofHosts = answers.flatMap((answer) => ('report' in answer ? answer.report.checks : []));
  const hosts = answers.map((answer) => hostOf(answer, cluster, rejected === undefined ? null : (rejected.get(answer.node) ?? [])));
  return { at: iso(Date.now()), state: stateOf([...checks, ...ofHosts]), checks, hosts, lost: fresh?.lost ?? null, pipeline };
}

/** What is seen and what is not. It always has an answer: what fails is what it is about. */
export function doctor(options: DoctorOptions): Refresher<Prepared<Doctor>> {
  const examined = refresher<Prepared<Doctor>>({
    intervalMs: refreshMs,
    restIntervalMs: null,
    make: async () => await prepare(await examine(options)),
    stale: async (answer) => answer,
    madeAt: ({ value }) => value.at,
    reasonOf: String,
    onFailure: options.onFailure,
  });
  keepFindings(options.registry, () => examined.peek()?.value);
  // Not before: who looks first is not told how it stood while all were starting.
  let looked: Promise<unknown> = Promise.resolve();
  const looking = setInterval(() => {
    looked = examined.refresh().catch(() => undefined);
  }, restMs).unref();
  return {
    ...examined,
    stop: async () => {
      clearInterval(looking);
      await examined.stop();
      await looked;
    },
  };
}
