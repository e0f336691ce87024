import type { Light, LightThing } from '#contract/history.ts';
import { hostConntrack, hostCpu, hostFilesystem, hostIdentity, hostMemory, hostNetwork, hostPaging, hostPressure, hostTcp } from '#contract/host-metrics.ts';
import { identityId } from '#contract/identity.ts';
import { agentStartTime, collectorUp } from '#contract/metrics.ts';
import { nodeEvents, nodeLost } from '#contract/recorded.ts';
import { doctorChecks } from '#contract/server-metrics.ts';
import { findingsQuery } from '../doctor/findings.ts';
import { identityIn } from '../history/identity.ts';
import { usedShare } from '../nodes/use.ts';
import { bytesText, figures } from '../quantities.ts';
import type { Labels } from '../store/prometheus.ts';

/** The window in the brackets of a query, and for how many seconds of it each node was watched. */
export interface Asked {
  readonly range: string;
  readonly covered: string;
}

/** What a light is judged by: a query that gives one value per host or identity, and from which value on it is bad. */
export interface Signal {
  readonly light: Light['name'];
  /** What is looked at. */
  readonly name: string;
  readonly unit: 'ratio' | '';
  readonly query: (asked: Asked) => string;
  readonly warning: number;
  readonly critical: number;
  readonly says: (value: number, labels: Labels) => string;
  readonly about: (labels: Labels) => Pick<LightThing, 'kind' | 'id' | 'name'>;
}

const ofNode: Signal['about'] = ({ node = '' }) => ({ kind: 'node', id: node, name: node });
const ofWorkload: Signal['about'] = (labels) => {
  const identity = identityIn(labels);
  return { kind: 'workload', id: identityId(identity), name: identity.name };
};

const percentText = (share: number): string => `${figures(Number((share * 100).toPrecision(2)))} %`;
const times = (count: number, one: string, many: string) => (Math.round(count) === 1 ? `1 ${one}` : `${Math.round(count)} ${many}`);

/** Of the time that all CPUs were counted for. */
const busy = (modes: string, range: string) =>
  `sum by (node) (increase(${hostCpu.seconds.name}{${modes}}${range})) / sum by (node) (increase(${hostCpu.seconds.name}${range}))`;
/** Of the time that the host was watched for. */
const pressure = ({ name }: { readonly name: string }, resource: string, { range, covered }: Asked) =>
  `sum by (node) (increase(${name}{resource="${resource}"}${range}) / on (cluster, node) ${covered})`;

const never = Number.POSITIVE_INFINITY;
const least = (metric: { readonly name: string }, range: string) => `min_over_time(${metric.name}${range})`;
const identities = 'identity, identity_kind, identity_namespace';

/** What the doctor says of Sonde itself. */
export const findings: Signal = {
  light: 'pipeline',
  name: 'checks of the doctor, the worst: 1 warns, 2 has failed',
  unit: '',
  query: () => findingsQuery,
  warning: 1,
  critical: 2,
  says: (value) => (value === 2 ? 'had failed' : 'was not as it should be'),
  about: ({ check = '' }) => ({ kind: 'check', id: check, name: check }),
};

/** Thresholds are those at which a person on call would act, or look; what is always so on some machines is no signal. */
export const signals: readonly Signal[] = [
  {
    light: 'network',
    name: 'connections turned away, accept queue full',
    unit: '',
    query: ({ range }) => `sum by (node) (increase(${hostTcp.ListenOverflows.name}${range}))`,
    warning: 1,
    critical: never,
    says: (value) => `${times(value, 'connection', 'connections')} turned away because an accept queue was full`,
    about: ofNode,
  },
  {
    light: 'network',
    name: 'packets lost to errors of interfaces',
    unit: '',
    query: ({ range }) =>
      `sum by (node) (increase(${hostNetwork.receiveErrors.name}${range})) + sum by (node) (increase(${hostNetwork.sendErrors.name}${range}))`,
    warning: 10,
    critical: never,
    says: (value) => `${times(value, 'packet', 'packets')} lost to errors of its interfaces`,
    about: ofNode,
  },
  {
    light: 'network',
    name: 'table of tracked connections, taken',
    unit: 'ratio',
    query: () => `${hostConntrack.entries.name} / (${hostConntrack.limit.name} > 0)`,
    warning: 0.8,
    critical: 0.95,
    says: (value) => `the table of tracked connections is ${percentText(value)} full`,
    about: ofNode,
  },
  {
    light: 'compute',
    name: 'CPUs, busy',
    unit: 'ratio',
    query: ({ range }) => busy('mode!~"idle|iowait"', range),
    warning: 0.85,
    critical: 0.97,
    says: (value) => `CPUs busy for ${percentText(value)} of the time`,
    about: ofNode,
  },
  {
    light: 'compute',
    name: 'time that something waits for a CPU',
    unit: 'ratio',
    query: (asked) => pressure(hostPressure.waiting, 'cpu', asked),
    warning: 0.4,
    critical: never,
    says: (value) => `something waits for a CPU ${percentText(value)} of the time`,
    about: ofNode,
  },
  {
    light: 'compute',
    name: 'periods stopped by a CPU limit',
    unit: 'ratio',
    query: ({ range }) =>
      `sum by (${identities}) (increase(${hostIdentity.throttledPeriods.name}${range})) / sum by (${identities}) (increase(${hostIdentity.periods.name}${range}))`,
    warning: 0.1,
    critical: 0.5,
    says: (value) => `stopped by its CPU limit in ${percentText(value)} of its periods`,
    about: ofWorkload,
  },
  {
    light: 'memory',
    name: 'memory, taken at the worst moment',
    unit: 'ratio',
    query: ({ range }) => `1 - ${least(hostMemory.MemAvailable, range)} / ${hostMemory.MemTotal.name}`,
    warning: 0.9,
    critical: 0.97,
    says: (value) => `${percentText(value)} of the memory taken at the worst moment`,
    about: ofNode,
  },
  {
    light: 'memory',
    name: 'processes killed for lack of memory',
    unit: '',
    query: ({ range }) => `sum by (node) (increase(${hostPaging.oom_kill.name}${range}))`,
    warning: 0.5,
    critical: 0.5,
    says: (value) => `${times(value, 'process', 'processes')} killed for lack of memory`,
    about: ofNode,
  },
  {
    light: 'memory',
    name: 'time that everything waits for memory',
    unit: 'ratio',
    query: (asked) => pressure(hostPressure.stalled, 'memory', asked),
    warning: 0.01,
    critical: 0.1,
    says: (value) => `everything waits for memory ${percentText(value)} of the time`,
    about: ofNode,
  },
  {
    light: 'memory',
    name: 'memory of a workload, of its limit',
    unit: 'ratio',
    query: () => `max by (${identities}) (${hostIdentity.memoryBytes.name}{type="working_set"} / on (node, ${identities}) ${hostIdentity.memoryLimit.name})`,
    warning: 0.9,
    critical: 0.98,
    says: (value) => `at ${percentText(value)} of its memory limit`,
    about: ofWorkload,
  },
  {
    light: 'storage',
    name: 'filesystem, taken',
    unit: 'ratio',
    query: () => usedShare,
    warning: 0.9,
    critical: 0.97,
    says: (value, { mountpoint = '' }) => `${mountpoint} is ${percentText(value)} full`,
    about: ofNode,
  },
  {
    light: 'storage',
    name: 'filesystems that cannot be read',
    unit: '',
    query: () => `${hostFilesystem.deviceError.name} == 1`,
    warning: 1,
    critical: 1,
    says: (_, { mountpoint = '' }) => `${mountpoint} cannot be read`,
    about: ofNode,
  },
  {
    light: 'storage',
    name: 'time that everything waits for a disk',
    unit: 'ratio',
    query: (asked) => pressure(hostPressure.stalled, 'io', asked),
    warning: 0.1,
    critical: 0.5,
    says: (value) => `everything waits for a disk ${percentText(value)} of the time`,
    about: ofNode,
  },
  // Of now the doctor tells more than what follows.
  findings,
  {
    light: 'pipeline',
    name: 'time that an agent was not reached',
    unit: 'ratio',
    query: ({ range }) => `(1 - avg_over_time(up${range})) and on (job, instance) last_over_time(${agentStartTime.name}${range})`,
    warning: 0.05,
    critical: 0.5,
    says: (value) => `its agent was not reached for ${percentText(value)} of the time`,
    about: ofNode,
  },
  {
    light: 'pipeline',
    name: 'collectors that were down',
    unit: '',
    query: ({ range }) => `count by (node) (min_over_time(${collectorUp.name}${range}) == 0)`,
    warning: 1,
    critical: never,
    says: (value) => `${times(value, 'collector was', 'collectors were')} down for a time`,
    about: ofNode,
  },
  {
    light: 'pipeline',
    name: 'events lost on the way from the kernel',
    unit: 'ratio',
    query: ({ range }) =>
      `sum by (node) (avg_over_time(${nodeLost.name}${range})) / (sum by (node) (avg_over_time(${nodeEvents.name}${range})) + sum by (node) (avg_over_time(${nodeLost.name}${range})))`,
    warning: 0.01,
    critical: never,
    says: (value) => `${percentText(value)} of its events were lost`,
    about: ofNode,
  },
];

/** What is said of a light that has nothing to complain of: the host that is nearest to its limit. */
interface Calm {
  readonly query: (asked: Asked) => string;
  readonly says: (value: number, labels: Labels) => string;
}

export const calm: Readonly<Record<'compute' | 'memory' | 'storage' | 'pipeline', Calm>> = {
  compute: {
    query: ({ range }) => `topk(1, ${busy('mode!="idle"', range)})`,
    says: (value, { node = '' }) => `the busiest node, ${node}, uses ${percentText(value)} of its CPUs`,
  },
  memory: {
    query: () => `bottomk(1, ${hostMemory.MemAvailable.name})`,
    says: (value, { node = '' }) => `programs could still have ${bytesText(value)} on ${node}, which has least to give`,
  },
  storage: {
    query: () => `topk(1, ${usedShare})`,
    says: (value, { node = '', mountpoint = '' }) => `the fullest filesystem, ${mountpoint} on ${node}, is ${percentText(value)} full`,
  },
  pipeline: {
    query: () => `max(sum without (state) (${doctorChecks.name}))`,
    says: (value) => `all ${value} checks of Sonde itself were fine`,
  },
};
