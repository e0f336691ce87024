/** From which share of its disk on a node gets no more shards, gives up those that it has, and takes nothing more. */
const watermarks = ['low', 'high', 'flood_stage'] as const;
export type Watermark = (typeof watermarks)[number];

type Settings = Readonly<Record<string, unknown>>;

/** With `include_defaults` and `flat_settings`. */
export interface ClusterSettings {
  readonly persistent: Settings;
  readonly transient: Settings;
  readonly defaults: Settings;
}

const ofDisks = 'cluster.routing.allocation.disk';
const units: Readonly<Record<string, number>> = {
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  t: 2 ** 40,
  tb: 2 ** 40,
  p: 2 ** 50,
  pb: 2 ** 50,
};

/** `10gb`; nothing where it is none, as `-1` is. */
function bytesOf(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/.exec(text.trim().toLowerCase()) ?? [];
  const factor = units[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** `85%` or `0.85`, of what is taken. */
function ratioOf(text: string): number | undefined {
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Number(number) / (percent === '%' ? 100 : 1);
}

/** As Elasticsearch works them out for a disk of that size; none where they are switched off. */
export function watermarksOf({ persistent, transient, defaults }: ClusterSettings, totalBytes: number): ReadonlyMap<Watermark, number> {
  const chosen = { ...persistent, ...transient };
  const textOf = (key: string): string => String(chosen[key] ?? defaults[key] ?? '');
  if (textOf(`${ofDisks}.threshold_enabled`) === 'false') return new Map();
  /** What has to be free at most, however large the disk is. The default is one of the default ratios alone, and is listed all the same. */
  const headroomOf = (key: string): number => {
    const isOfDefault = chosen[key] === undefined || chosen[`${key}.max_headroom`] !== undefined;
    return (isOfDefault ? bytesOf(textOf(`${key}.max_headroom`)) : undefined) ?? Number.POSITIVE_INFINITY;
  };
  return new Map(
    watermarks.flatMap((watermark) => {
      const key = `${ofDisks}.watermark.${watermark}`;
      const ratio = ratioOf(textOf(key));
      const free = ratio === undefined ? bytesOf(textOf(key)) : Math.min((1 - ratio) * totalBytes, headroomOf(key));
      return free === undefined ? [] : [[watermark, Math.max(0, 1 - free / totalBytes)] as const];
    }),
  );
}
