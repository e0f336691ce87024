import { hostIdentity, hostUnnamed } from '#contract/host-metrics.ts';
import { type Identity, otherIdentity } from '#contract/identity.ts';
import { addUse, type Use, Uses } from './identity-use.ts';
import type { HostSources } from './sources.ts';

/** Up to 10 series each: 2 of CPU, 1 of faults, 3 of memory, and 4 where there are limits. */
const mostNamed = 32;
/** Of the last score: one busy look in between displaces nobody. */
const memoryOfScore = 0.8;
/** A newcomer must be that much larger than who has a name. */
const advantage = 2;
/** Of cores and of the whole memory together: smaller processes come and go by the hundred. */
const leastScoreOfProcess = 0.0002;
/** At one look every 15 s: 15 minutes. */
const looksUntilForgotten = 60;

interface Standing {
  readonly identity: Identity;
  score: number;
  isNamed: boolean;
  absentFor: number;
}

/** Which identities have series of their own: the busiest and largest of late. The others are together in `other`. */
export class NamedIdentities {
  readonly #host: HostSources;
  readonly #standings = new Map<string, Standing>();

  constructor(host: HostSources) {
    this.#host = host;
  }

  /** Counts what was used in the time, and shows the memory of now. */
  settle(uses: Uses, elapsedSeconds: number, memoryTotalBytes: number): void {
    this.#score(uses, elapsedSeconds, memoryTotalBytes);
    this.#choose();
    const shown = new Uses();
    const other = shown.of(otherIdentity);
    let unnamed = 0;
    for (const [id, use] of uses.entries()) {
      const isNamed = this.#standings.get(id)?.isNamed === true;
      if (isNamed) Object.assign(shown.of(use.identity), use);
      else addUse(other, use);
      if (!isNamed) unnamed += 1;
    }
    this.#host.series.gauge(hostUnnamed).set(['identity'], unnamed);
    this.#count(shown.values());
  }

  #score(uses: Uses, elapsedSeconds: number, memoryTotalBytes: number): void {
    for (const standing of this.#standings.values()) {
      standing.score *= memoryOfScore;
      standing.absentFor += 1;
    }
    for (const [id, { identity, userSeconds, systemSeconds, memory }] of uses.entries()) {
      const standing = this.#standings.get(id) ?? { identity, score: 0, isNamed: false, absentFor: 0 };
      const cores = elapsedSeconds > 0 ? (userSeconds + systemSeconds) / elapsedSeconds : 0;
      const share = memoryTotalBytes > 0 ? (memory?.workingSetBytes ?? 0) / memoryTotalBytes : 0;
      standing.score += (1 - memoryOfScore) * (cores + share);
      standing.absentFor = 0;
      this.#standings.set(id, standing);
    }
  }

  #choose(): void {
    for (const [id, { absentFor, identity, isNamed }] of this.#standings) {
      if (absentFor <= looksUntilForgotten) continue;
      if (isNamed) this.#end(identity);
      this.#standings.delete(id);
    }
    const weight = ({ score, isNamed }: Standing) => score * (isNamed ? advantage : 1);
    const worthy = [...this.#standings.values()].filter(
      ({ identity, isNamed, score }) => isNamed || identity.kind !== 'process' || score >= leastScoreOfProcess,
    );
    for (const [rank, standing] of worthy.toSorted((a, b) => weight(b) - weight(a) || Number(b.isNamed) - Number(a.isNamed)).entries()) {
      if (standing.isNamed && rank >= mostNamed) this.#end(standing.identity);
      standing.isNamed = rank < mostNamed;
    }
  }

  #count(uses: readonly Use[]): void {
    const { series } = this.#host;
    for (const { identity, userSeconds, systemSeconds, majorFaults, throttling } of uses) {
      const values = labelsOf(identity);
      series.counter(hostIdentity.cpuSeconds).add([...values, 'user'], userSeconds);
      series.counter(hostIdentity.cpuSeconds).add([...values, 'system'], systemSeconds);
      series.counter(hostIdentity.majorFaults).add(values, majorFaults);
      if (throttling === undefined) continue;
      series.counter(hostIdentity.periods).add(values, throttling.periods);
      series.counter(hostIdentity.throttledPeriods).add(values, throttling.throttledPeriods);
      series.counter(hostIdentity.throttledSeconds).add(values, throttling.throttledSeconds);
    }
    series.gauge(hostIdentity.memoryBytes).replace(uses.flatMap((use) => memoryRows(use)));
    series
      .gauge(hostIdentity.memoryLimit)
      .replace(uses.flatMap(({ identity, limitBytes }) => (limitBytes === undefined ? [] : [{ values: labelsOf(identity), value: limitBytes }])));
  }

  #end(identity: Identity): void {
    const { series } = this.#host;
    const values = labelsOf(identity);
    for (const mode of ['user', 'system']) series.counter(hostIdentity.cpuSeconds).remove([...values, mode]);
    for (const metric of [hostIdentity.majorFaults, hostIdentity.periods, hostIdentity.throttledPeriods, hostIdentity.throttledSeconds])
      series.counter(metric).remove(values);
  }
}

export function labelsOf({ name, kind, namespace }: Identity): [name: string, kind: string, namespace: string] {
  return [name, kind, namespace];
}

function memoryRows({ identity, memory }: Use): { values: string[]; value: number }[] {
  if (memory === undefined) return [];
  const parts = [
    ['anon', memory.anonBytes],
    ['file', memory.fileBytes],
    ['working_set', memory.workingSetBytes],
  ] as const;
  return parts.map(([type, value]) => ({ values: [...labelsOf(identity), type], value }));
}
