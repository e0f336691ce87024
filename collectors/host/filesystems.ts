import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { hostFilesystem, hostUnnamed } from '#contract/host-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { label } from '../identity/label.ts';
import { type Mount, parseMounts } from '../identity/mountinfo.ts';
import { localFilesystems } from './mounts.ts';
import type { HostSources } from './sources.ts';

/** 7 series each. */
const mostFilesystems = 16;
/** Each question that hangs takes one of the four threads that Node has for files. */
const mostAtOnce = 2;
/** A disk that wakes up takes some seconds. Then the filesystem counts as not to be asked. */
const patienceMs = 12_000;

export type Ask = (path: string) => Promise<Pick<StatsFs, 'bsize' | 'blocks' | 'bfree' | 'bavail' | 'files' | 'ffree'>>;

/** An older answer is none: the filesystem waits behind others that hang. */
const staleMs = 60_000;

interface Known {
  mount: Mount;
  /** What it answered last. */
  rows: ReadonlyMap<Metric, number>;
  answeredAtMs: number;
  failed: boolean;
  /** Since when it is being asked; undefined while it is not. */
  askedAtMs: number | undefined;
}

/** statfs(2) of what /proc/self/mountinfo lists. The answers come later: each sweep shows those of the last one. */
export function filesystems(host: HostSources, ask: Ask = statfs): () => void {
  const known = new Map<string, Known>();
  let waiting: Known[] = [];
  let atOnce = 0;

  const answered = (one: Known, rows: ReadonlyMap<Metric, number> | undefined): void => {
    Object.assign(one, { rows: rows ?? new Map(), failed: rows === undefined, answeredAtMs: host.nowMs(), askedAtMs: undefined });
    atOnce -= 1;
    askNext();
  };

  function askNext(): void {
    while (atOnce < mostAtOnce) {
      const one = waiting.shift();
      if (one === undefined) return;
      atOnce += 1;
      one.askedAtMs = host.nowMs();
      ask(one.mount.point).then(
        (answer) => answered(one, rowsOf(host, answer)),
        () => answered(one, undefined),
      );
    }
  }

  return () => {
    const mounts = localFilesystems(parseMounts(host.procText('self/mountinfo') ?? ''));
    const named = mounts.slice(0, mostFilesystems);
    host.series.gauge(hostUnnamed).set(['filesystem'], mounts.length - named.length);
    keep(known, named);
    show(host, [...known.values()]);
    // Who still waits since the last sweep does so because others hang.
    waiting = [...known.values()].filter(({ askedAtMs }) => askedAtMs === undefined);
    askNext();
  };
}

/** A filesystem that is gone may still be asked: its answer is dropped with it. */
function keep(known: Map<string, Known>, named: readonly Mount[]): void {
  const points = new Map(named.map((mount) => [mount.point, mount]));
  for (const [point, { mount }] of known) if (points.get(point)?.filesystem !== mount.filesystem) known.delete(point);
  for (const [point, mount] of points) {
    const before = known.get(point);
    if (before === undefined) known.set(point, { mount, rows: new Map(), answeredAtMs: 0, failed: false, askedAtMs: undefined });
    else before.mount = mount;
  }
}

function rowsOf(host: HostSources, { bsize, blocks, bfree, bavail, files, ffree }: Awaited<ReturnType<Ask>>): ReadonlyMap<Metric, number> {
  const part = (field: string, value: number, whole: number): number | undefined => (value >= 0 && value <= whole ? value : host.reject('statfs', field));
  const bytes = (count: number | undefined) => (count === undefined ? undefined : count * bsize);
  const rows: [Metric, number | undefined][] = [
    [hostFilesystem.size, bytes(blocks)],
    [hostFilesystem.free, bytes(part('bfree', bfree, blocks))],
    [hostFilesystem.available, bytes(part('bavail', bavail, blocks))],
  ];
  // btrfs makes inodes as it needs them, and says 0.
  if (files > 0) rows.push([hostFilesystem.files, files], [hostFilesystem.filesFree, part('ffree', ffree, files)]);
  return new Map(rows.flatMap(([metric, value]) => (value === undefined ? [] : [[metric, value] as const])));
}

function show(host: HostSources, known: readonly Known[]): void {
  const nowMs = host.nowMs();
  const shown = known.map((one) => ({ values: [label(one.mount.device, 'none'), label(one.mount.point, '/'), one.mount.type], rows: shownOf(one, nowMs) }));
  for (const metric of Object.values(hostFilesystem)) {
    host.series.gauge(metric).replace(
      shown.flatMap(({ values, rows }) => {
        const value = rows.get(metric);
        return value === undefined ? [] : [{ values, value }];
      }),
    );
  }
}

function shownOf({ mount, rows, failed, answeredAtMs, askedAtMs }: Known, nowMs: number): ReadonlyMap<Metric, number> {
  const readOnly = [hostFilesystem.readOnly, Number(mount.readOnly)] as const;
  const hangs = askedAtMs !== undefined && nowMs - askedAtMs > patienceMs;
  if (failed || hangs) return new Map([readOnly, [hostFilesystem.deviceError, 1]]);
  if (rows.size === 0 || nowMs - answeredAtMs > staleMs) return new Map([readOnly]);
  return new Map([...rows, readOnly, [hostFilesystem.deviceError, 0]]);
}
