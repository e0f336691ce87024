import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sayOnce } from '../agent/say-once.ts';
import { containerNames } from '../identity/container-names.ts';
import { fullMessage } from '../runtime/full-message.ts';
import { agentHttp } from '../runtime/http.ts';
import { decodeLogsConfig } from './config.ts';
import { containerGlobs } from './containers/container.ts';
import { ContainerLines } from './containers/container-lines.ts';
import { deliver } from './deliver.ts';
import { Tails } from './files/tails.ts';
import { BatchBuilder } from './lines/batch-builder.ts';
import { LogEvents } from './log-events.ts';
import { logSeries } from './log-series.ts';
import { keptPatterns } from './patterns/pattern-file.ts';
import { readLoop } from './read-loop.ts';
import { openSources, type Source } from './sources.ts';
import { Spool } from './spool/spool.ts';
import { toServer } from './to-server.ts';

process.title = 'sonde-logs';

/** The supervisor puts a name before each line. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function isUp(source: Source | 'files' | undefined): boolean {
  return source === 'files' || source?.isUp === true;
}

async function main(): Promise<void> {
  const config = decodeLogsConfig(readFileSync(0, 'utf8'));
  const trouble = sayOnce(say);
  const onTrouble = (cause: unknown) => trouble(fullMessage(cause));
  const { counts, scrape } = logSeries(() => ({
    files: tails.size,
    spoolBytes: spool.bytes,
    spoolLimit: config.spoolBytes,
    undelivered: spool.undelivered,
    sources: new Map(config.sources.map((name) => [name, isUp(opened.get(name))])),
  }));
  const spool = new Spool({ folder: join(config.folder, 'spool'), maxBytes: config.spoolBytes, onLost: counts.lost, onTrouble: trouble });
  const kept = keptPatterns(join(config.folder, 'patterns.json'), onTrouble);
  const builder = new BatchBuilder({ counts, patterns: kept.patterns, onBatch: (batch) => spool.append(batch) });
  const names = containerNames();
  const tails = new Tails({
    globs: [...config.files, ...(config.sources.includes('containers') ? containerGlobs : [])],
    isLeftOut: (path) => config.leftOut.some((folder) => path.startsWith(`${folder}/`)),
    progress: spool.progress,
    sink: new ContainerLines(builder, (id) => names.name(id)),
    onKnown: (tail) => builder.known(tail),
    onGone: (key) => builder.gone(key),
    onMark: (name, value) => builder.mark(name, value),
    onRefused: (path) => {
      counts.odd('refused_link', 1);
      trouble(`${path} leads out of the folder in which it was looked for: it is not read`);
    },
    onTrouble,
  });
  const events = new LogEvents({ config, counts, patterns: kept.patterns, onTrouble: trouble });
  const opened = openSources(config.sources, { marks: spool.progress.marks, builder, counts, events, onTrouble });
  const sources = [...opened.values()].filter((source) => source !== 'files');
  const http = await agentHttp({ listen: config.listen, allowedHosts: config.allowedHosts, scrape, onError: onTrouble });

  const stopping = new AbortController();
  const { signal } = stopping;
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stopping.abort());
  const delivered = deliver({
    spool,
    send: config.kafka === undefined ? toServer(config) : (await import('./to-kafka.ts')).toKafka(config.node, config.kafka, trouble),
    signal,
    onRejected: (lines) => counts.lost('rejected', lines),
    onTrouble: (text) => trouble(`lines do not reach the server: ${text}`),
  });
  // What is there from now on is known, whatever happens before the first line is kept.
  builder.flush();
  process.send?.({ ready: 'logs' });
  await readLoop({ tails, sources, builder, signal, onTrouble });
  // Whatever it waited for, it waits no longer: what is not delivered stays in the spool.
  await delivered.catch(() => {});
  tails.close();
  kept.close();
  for (const source of sources) source.close();
  spool.close();
  await Promise.all([http.close(), events.close()]);
  process.exit(0);
}

main().catch((cause: unknown) => {
  say(fullMessage(cause));
  process.exit(1);
});
