import { Gauge, type Registry } from 'prom-client';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { elasticsearchDiskUsed, elasticsearchDiskWatermark } from '#contract/server-metrics.ts';
import { promOf } from '../../own-metrics.ts';
import { StoreError } from '../store.ts';
import { elasticsearch } from './client.ts';
import { type NodeDisk, nodeDisks } from './disks.ts';

const usualMs = 60_000;
/** What is older tells nothing of now. */
const freshMs = 3 * usualMs;

interface Options {
  readonly registry: Registry;
  /** Told once of what it is refused: who runs it elsewhere may keep its disks to himself. That it is away, others tell. */
  readonly onRefused: (error: unknown) => void;
  /** Each minute, where nothing is said. */
  readonly everyMs?: number;
}

/** How full the disks of Elasticsearch are is told with each scrape. */
export function keepDisks(config: ElasticsearchConfig, { registry, onRefused, everyMs = usualMs }: Options): AsyncDisposable {
  const server = elasticsearch(config);
  let found: { readonly disks: readonly NodeDisk[]; readonly atMs: number } | undefined;
  let wasRefused = false;
  const look = async () => {
    try {
      found = { disks: await nodeDisks(server), atMs: Date.now() };
      wasRefused = false;
    } catch (error) {
      if (wasRefused || (error instanceof StoreError && error.kind === 'away')) return;
      wasRefused = true;
      onRefused(error);
    }
  };
  const fresh = () => (found !== undefined && Date.now() - found.atMs < freshMs ? found.disks : []);
  const registers = [registry];
  new Gauge({
    ...promOf(elasticsearchDiskUsed, registers),
    collect() {
      this.reset();
      for (const { node, usedRatio } of fresh()) this.set({ elasticsearch_node: node }, usedRatio);
    },
  });
  new Gauge({
    ...promOf(elasticsearchDiskWatermark, registers),
    collect() {
      this.reset();
      for (const { node, watermarks } of fresh()) {
        for (const [watermark, ratio] of watermarks) this.set({ elasticsearch_node: node, watermark }, ratio);
      }
    },
  });
  void look();
  const timer = setInterval(() => void look(), everyMs).unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await server.close();
    },
  };
}
