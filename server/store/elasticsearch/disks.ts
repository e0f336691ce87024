import { Type } from 'typebox';
import type { Elasticsearch } from './client.ts';
import { checked } from './prepared.ts';
import { type Watermark, watermarksOf } from './watermarks.ts';

const Stats = Type.Object({
  nodes: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object({
        name: Type.String(),
        roles: Type.Array(Type.String()),
        fs: Type.Object({ data: Type.Array(Type.Object({ total_in_bytes: Type.Integer(), available_in_bytes: Type.Integer() })) }),
      }),
    ),
  ),
});

const Settings = Type.Record(Type.String(), Type.Unknown());
const ClusterSettings = Type.Object({
  persistent: Type.Optional(Settings),
  transient: Type.Optional(Settings),
  defaults: Type.Optional(Settings),
});

/** The disk of a data node: of several the fullest. */
export interface NodeDisk {
  readonly node: string;
  readonly usedRatio: number;
  /** As shares of it. */
  readonly watermarks: ReadonlyMap<Watermark, number>;
}

/** What holds parts of frozen indices alone is filled on purpose, and has a watermark of its own. */
const holdsData = (roles: readonly string[]): boolean => roles.some((role) => /^data(?!_frozen$)/.test(role));

export async function nodeDisks(server: Elasticsearch): Promise<NodeDisk[]> {
  const fields = ['name', 'roles', 'fs.data.total_in_bytes', 'fs.data.available_in_bytes'];
  const stats = { method: 'GET', path: '/_nodes/data:true/stats/fs', query: { filter_path: fields.map((field) => `nodes.*.${field}`).join(',') } } as const;
  // A flat name is one step of a filter's path, dots and all: one that is written with them finds nothing.
  const flat = { include_defaults: true, flat_settings: true, filter_path: '*.cluster*disk*' };
  const [{ nodes = {} }, { persistent = {}, transient = {}, defaults = {} }] = await Promise.all([
    server.ask(stats).then((answer) => checked(Stats, answer, 'how full its disks are')),
    server.ask({ method: 'GET', path: '/_cluster/settings', query: flat }).then((answer) => checked(ClusterSettings, answer, 'its settings')),
  ]);
  return Object.values(nodes).flatMap(({ name, roles, fs }) => {
    const usedOf = (disk: (typeof fs.data)[number]) => 1 - disk.available_in_bytes / disk.total_in_bytes;
    const [fullest] = fs.data.filter((disk) => disk.total_in_bytes > 0).sort((a, b) => usedOf(b) - usedOf(a));
    if (fullest === undefined || !holdsData(roles)) return [];
    return [{ node: name, usedRatio: usedOf(fullest), watermarks: watermarksOf({ persistent, transient, defaults }, fullest.total_in_bytes) }];
  });
}
