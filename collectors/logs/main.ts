import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogsConfig } from '#contract/children.ts';
import type { LogInput, LogSource } from '#contract/log-sources.ts';
import { sayOnce } from '../agent/say-once.ts';
import { containerNames } from '../identity/container-names.ts';
import { fullMessage } from '../runtime/full-message.ts';
import { agentHttp } from '../runtime/http.ts';
import { deliver, type Send } from '../ship/deliver.ts';
import type { Progress } from '../ship/spool/progress.ts';
import { Spool } from '../ship/spool/spool.ts';
import { toServer } from '../ship/to-server.ts';
import { decodeLogsConfig } from './config.ts';
import { containerGlobs } from './containers/container.ts';
import { ContainerLines } from './containers/container-lines.ts';
import type { LogCounts } from './counts.ts';
import { mostFiles } from './files/most-files.ts';
import { Tails } from './files/tails.ts';
import { openInputs } from './inputs.ts';
import { readLagSeconds } from './lag.ts';
import { BatchBuilder } from './lines/batch-builder.ts';
import type { Listening } from './listening.ts';
import { LogEvents } from './log-events.ts';
import { type LogState, logSeries } from './log-series.ts';
import { keptPatterns } from './patterns/pattern-file.ts';
import { TopPatterns } from './patterns/top-patterns.ts';
import { readLoop } from './read-loop.ts';
import { openSources, type Source } from './sources.ts';

process.title = 'sonde-logs';

/** The supervisor puts a name before each line. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function whichAreUp(
  names: readonly LogSource[],
  opened: ReadonlyMap<LogSource, Source | 'files'>,
  inputs: ReadonlyMap<LogInput, Listening>,
): LogState['sources'] {
  const isUp = (source: Source | 'files' | undefined) => source === 'files' || source?.isUp === true;
  return new Map([...names.map((name) => [name, isUp(opened.get(name))] as const), ...[...inputs].map(([name, input]) => [name, input.isUp] as const)]);
}

interface Reading {
  readonly builder: BatchBuilder;
  readonly counts: LogCounts;
  readonly progress: Progress;
  readonly trouble: (text: string) => void;
}

/** The files that are read, those of containers among them. */
function openTails({ files, sources, leftOut, writers }: LogsConfig, { builder, counts, progress, trouble }: Reading): Tails {
  const names = containerNames();
  const written = new Set(writers.map(({ file }) => file));
  return new Tails({
    globs: [...files, ...written, ...(sources.includes('containers') ? containerGlobs : [])],
    isLeftOut: (path) => !written.has(path) && leftOut.some((folder) => path.startsWith(`${folder}/`)),
    progress,
    mostFiles: mostFiles(),
    sink: new ContainerLines(builder, (id) => names.name(id)),
    onKnown: (tail) => builder.known(tail),
    onGone: (key) => builder.gone(key),
    onMark: (name, value) => builder.mark(name, value),
    onRefused: (path) => {
      counts.odd('refused_link', 1);
      trouble(`${path} leads out of the folder in which it was looked for: it is not read`);
    },
    onTrouble: (cause) => trouble(fullMessage(cause)),
  });
}

/** What Kafka takes, no other agent has to load. */
async function wayOf({ node: agent, kafka, ingest }: LogsConfig, onTrouble: (trouble: string) => void): Promise<Send> {
  if (kafka === undefined) return toServer({ what: 'lines', agent, ingest });
  const { toKafka } = await import('./to-kafka.ts');
  return toKafka({ agent, config: kafka, onTrouble });
}

async function main(): Promise<void> {
  const config = decodeLogsConfig(readFileSync(0, 'utf8'));
  const trouble = sayOnce(say);
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stopping.abort());
  const onTrouble = (cause: unknown) => trouble(fullMessage(cause));
  const { counts, scrape } = logSeries(() => ({
    files: tails.size,
    unreadFiles: tails.unread,
    spool,
    readLagSeconds: readLagSeconds({ tails: tails.open, gatheredMs: builder.sinceMs }, Date.now()),
    topPatterns,
    sources: whichAreUp(config.sources, opened, inputs),
  }));
  const spool = new Spool({ folder: join(config.folder, 'spool'), maxBytes: config.spoolBytes, onLost: counts.lost, onTrouble: trouble });
  const kept = keptPatterns(join(config.folder, 'patterns.json'), onTrouble);
  const topPatterns = new TopPatterns(kept.patterns);
  const writers = new Map(config.writers.map(({ file, identity }) => [file, identity]));
  const builder = new BatchBuilder({ counts, patterns: kept.patterns, writers, onBatch: (batch) => spool.append(batch) });
  const tails = openTails(config, { builder, counts, progress: spool.progress, trouble });
  const events = new LogEvents({ config, counts, patterns: kept.patterns, onTrouble: trouble });
  const opened = openSources(config.sources, { marks: spool.progress.marks, builder, counts, events, onTrouble });
  const inputs = openInputs(config, { builder, counts, isCrowded: () => spool.isCrowded, onTrouble, signal });
  const sources = [...[...opened.values()].filter((source) => source !== 'files'), ...inputs.values()];
  const http = await agentHttp({ listen: config.listen, allowedHosts: config.allowedHosts, scrape, onError: onTrouble });

  const delivered = deliver({
    spool,
    send: await wayOf(config, trouble),
    signal,
    onRejected: (lines) => counts.lost('rejected', lines),
    onTrouble: (text) => trouble(`lines do not reach ${config.kafka === undefined ? 'the server' : 'Kafka'}: ${text}`),
  }).catch((cause: unknown) => {
    // What is not delivered stays in the spool; where its disk fails, the next start may read it.
    if (!signal.aborted) fail(cause);
  });
  // What is there from now on is known, whatever happens before the first line is kept; on a full disk, once there is room.
  try {
    builder.flush();
  } catch (cause) {
    onTrouble(cause);
  }
  process.send?.({ ready: 'logs' });
  await readLoop({ tails, sources, builder, signal, onTrouble });
  await delivered;
  tails.close();
  kept.close();
  for (const source of sources) source.close();
  spool.close();
  await Promise.all([http.close(), events.close()]);
  process.exit(0);
}

function fail(cause: unknown): never {
  say(fullMessage(cause));
  process.exit(1);
}

main().catch(fail);
