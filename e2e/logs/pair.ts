import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { type ElasticsearchConfig, type KafkaConfig, type LogsConfig, type ServerConfig, ServerReady } from '#contract/children.ts';
import { logBatchPath } from '#contract/log-batch.ts';
import { LogHistogram, LogPatterns, type LogRecord, Logs } from '#contract/logs.ts';
import { routes } from '#contract/routes.ts';
import { freePorts, getJson } from '../whole/sonde.ts';
import { Child } from './child.ts';
import { Cuttable } from './cuttable.ts';

const Events = routes['GET /api/events'].reply;

export interface PairOptions {
  /** What is read beside the files of its folder. */
  readonly sources?: LogsConfig['sources'];
  readonly inputs?: LogsConfig['inputs'];
  /** Where not in its own folder. */
  readonly spoolFolder?: string;
  readonly spoolBytes?: number;
  /** Of lines. */
  readonly keptBytes?: number;
  /** Where lines wait, and where they are kept; absent: the server does both. */
  readonly kafka?: KafkaConfig;
  readonly elasticsearch?: ElasticsearchConfig;
  /** Where the built console is, when it is asked for. */
  readonly webRoot?: string;
}

/** Of a store that holds many. */
const mostAtOnce = 20_000;

/** The two processes that lines pass through, in a folder of their own, without all else. */
export class Pair implements AsyncDisposable {
  readonly folder: string;
  /** Where the files are that are read. */
  readonly logs: string;
  readonly server: Child;
  readonly reader: Child;
  readonly readerPort: number;
  /** Through which the lines reach the server. */
  readonly way: Cuttable;
  readonly url: string;
  /** Where records go that are no lines, over the same way. */
  readonly recordsIngest: { readonly url: string; readonly token: string };
  token = '';

  private constructor(
    folder: string,
    ports: { readonly console: number; readonly agent: number },
    way: Cuttable,
    wayPort: number,
    {
      sources = [],
      inputs = {},
      spoolFolder = join(folder, 'logs'),
      spoolBytes = 1 << 30,
      keptBytes = 1 << 30,
      webRoot = join(folder, 'web'),
      kafka,
      elasticsearch,
    }: PairOptions,
  ) {
    this.folder = folder;
    this.logs = join(folder, 'read');
    this.way = way;
    this.readerPort = ports.agent;
    this.url = `http://127.0.0.1:${ports.console}`;
    const token = randomBytes(32).toString('base64url');
    this.recordsIngest = { url: `http://127.0.0.1:${wayPort}/api/records`, token };
    mkdirSync(this.logs);
    mkdirSync(join(folder, 'server'));
    const listen = (port: number) => ({ host: '127.0.0.1', port });
    this.server = new Child('server/main.ts', {
      node: 'test',
      cluster: 'test',
      version: '0',
      listen: listen(ports.console),
      tls: null,
      allowedHosts: [`127.0.0.1:${wayPort}`],
      dataDir: join(folder, 'server'),
      webRoot,
      prometheusUrl: 'http://127.0.0.1:1',
      ownPorts: [],
      alerting: {
        alertmanager: { url: 'http://127.0.0.1:2', folder: join(folder, 'alerting'), isOurs: false },
        notify: { url: 'http://127.0.0.1:2', token: 'notify' },
        externalLabels: {},
        ofAgent: [],
        worsening: [],
        webhooks: [],
        signingSecret: 'signing',
        webhookToken: 'webhook',
      },
      scrapeIntervalSeconds: 5,
      agents: [],
      ingestToken: token,
      scrapeToken: token,
      deployToken: token,
      retention: { metrics: { days: 7 }, records: { days: 7, bytes: 1 << 30 }, logs: { days: 7, bytes: keptBytes } },
      grafanaUrl: null,
      otlpEndpoint: null,
      ...(elasticsearch && { elasticsearch }),
      ...(kafka && { kafka }),
    } satisfies ServerConfig);
    this.reader = new Child('collectors/logs/main.ts', {
      node: 'test',
      version: '0',
      listen: listen(ports.agent),
      allowedHosts: [],
      folder: spoolFolder,
      spoolBytes,
      sources,
      files: [join(this.logs, '*.log'), join(this.logs, 'pods/*/*/*.log')],
      inputs,
      leftOut: [],
      writers: [],
      // Nothing listens on port 1.
      agentUrl: 'http://127.0.0.1:1',
      ingest: { url: `http://127.0.0.1:${wayPort}${logBatchPath}`, token },
      ...(kafka && { kafka }),
    } satisfies LogsConfig);
  }

  static async start(options: PairOptions = {}): Promise<Pair> {
    const ports = await freePorts();
    const way = new Cuttable(ports.console);
    const pair = new Pair(mkdtempSync(join(tmpdir(), 'sonde-logs-')), ports, way, await way.listen(), options);
    try {
      await Promise.all([pair.startServer(), pair.reader.start()]);
    } catch (cause) {
      await pair[Symbol.asyncDispose]();
      throw cause;
    }
    return pair;
  }

  async startServer(): Promise<void> {
    this.token = Value.Parse(ServerReady, await this.server.start()).consoleToken;
  }

  page(query: Readonly<Record<string, string>>): Promise<Logs> {
    return this.#get('/api/logs', Logs, query);
  }

  histogram(query: Readonly<Record<string, string>>): Promise<LogHistogram> {
    return this.#get('/api/logs/histogram', LogHistogram, query);
  }

  patterns(query: Readonly<Record<string, string>>): Promise<LogPatterns> {
    return this.#get('/api/logs/patterns', LogPatterns, query);
  }

  /** By the reader that runs now. */
  async linesRead(): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.readerPort}/metrics`)).text();
    const counts = [...text.matchAll(/^sonde_log_lines_total\{.*\} (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  async events(): Promise<Static<typeof Events>['records']> {
    return (await this.#get('/api/events', Events, {})).records;
  }

  /** All lines that match, page by page, newest first. */
  async all(query: Readonly<Record<string, string>>): Promise<LogRecord[]> {
    return Array.fromAsync(this.each(query));
  }

  async *each(query: Readonly<Record<string, string>>): AsyncIterable<LogRecord> {
    let cursor: string | undefined;
    do {
      const { records, next } = await this.page({ ...query, limit: '1000', ...(cursor === undefined ? {} : { cursor }) });
      yield* records;
      cursor = next;
    } while (cursor !== undefined);
  }

  /** All lines between two times in milliseconds, a part of it after the other: a page among millions takes its time. */
  async *eachOf(from: number, to: number): AsyncIterable<LogRecord> {
    const window = { from: String(from), to: String(to) };
    const { total } = await this.histogram({ ...window, buckets: '1' });
    if (total === 0) return;
    if (total <= mostAtOnce || to - from === 1) {
      yield* this.each(window);
      return;
    }
    const half = from + Math.ceil((to - from) / 2);
    yield* this.eachOf(from, half);
    yield* this.eachOf(half, to);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.server.end('SIGKILL'), this.reader.end('SIGKILL')]);
    this.way.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #get<Schema extends TSchema>(path: string, schema: Schema, query: Readonly<Record<string, string>>): Promise<Static<Schema>> {
    return getJson(`${this.url}${path}?${new URLSearchParams(query)}`, schema, { authorization: `Bearer ${this.token}` });
  }
}
