import { randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { Client } from '@elastic/elasticsearch';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { runningElasticsearch } from '../../engines/running.ts';
import { bulk, type Document } from '../../server/store/elasticsearch/bulk.ts';
import { elasticsearch } from '../../server/store/elasticsearch/client.ts';
import { logDocument } from '../../server/store/elasticsearch/log-document.ts';
import { prepared } from '../../server/store/elasticsearch/prepared.ts';
import { indexOf } from '../../server/store/elasticsearch/templates.ts';
import { decodeBatch } from '../../server/store/logs/decode-batch.ts';
import type { Bench, Figure } from '../bench.ts';
import { bestOf, contest } from '../contest.ts';

const goal = { cpuUs: 4, share: 0.95 };
const documents = 20_000;
const inBatch = 5000;
const day = '2026-01-01';

const figures: readonly Figure[] = [
  { key: 'cpuUs', name: 'CPU of the client', unit: 'µs/document', better: 'less' },
  { key: 'perSecond', name: 'documents', unit: 'per second', better: 'more' },
];

const text = Array.from({ length: inBatch }, (_, n) => {
  const line = { time: new Date(Date.UTC(2026, 0, 1) + n).toISOString(), level: 'info', identity: `process:app-${n % 40}`, source: '/var/log/app.log' };
  return `${JSON.stringify({ ...line, message: `GET /shop/item/${n * 7919} HTTP/1.1 200 ${n % 3000} in ${n % 300} ms` })}\n`;
}).join('');

/** Documents that are not there yet, as their texts and as objects. */
function made(): Document[] {
  const lines = decodeBatch(zstdCompressSync(text), inBatch);
  if (typeof lines === 'string') throw new Error(lines);
  const part = randomBytes(6).readUIntBE(0, 6);
  return Array.from({ length: documents / inBatch }, (_, batch) =>
    lines.map((line, at) => logDocument(line, { node: 'n1', part, seq: 1 + batch * inBatch + at, day })),
  ).flat();
}

async function costOf(work: () => Promise<void>): Promise<Readonly<Record<string, number>>> {
  const [before, startMs] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuUs: (user + system) / documents, perSecond: documents / ((performance.now() - startMs) / 1000) };
}

export const elasticsearchClientCost: Bench = {
  goals: ['G10'],
  title: 'documents into Elasticsearch: what the client costs',
  async run(tell) {
    tell('starting Elasticsearch');
    await using engine = await runningElasticsearch();
    const { user: username, password } = engine;
    const config: ElasticsearchConfig = { url: `http://${engine.address}`, username, password, prefix: 'bench', shards: 1, replicas: 0 };
    const server = elasticsearch(config);
    await prepared(server, config)();
    const write = bulk(server, { config });
    const client = new Client({ node: config.url, auth: { username, password } });
    const ours = async () => {
      const all = made();
      return await costOf(async () => {
        const { stored } = await write(all);
        if (stored !== documents) throw new Error(`${stored} of ${documents} are stored`);
      });
    };
    const theirs = async () => {
      const all = made().map(({ id, text: of }) => ({ id, document: JSON.parse(of) as object }));
      const index = indexOf(config, 'log', day);
      const ids = new Map(all.map(({ id, document }) => [document, id]));
      return await costOf(async () => {
        const { successful } = await client.helpers.bulk({
          datasource: all.map(({ document }) => document),
          onDocument: (document) => ({ create: { _index: index, _id: ids.get(document) ?? '' } }),
        });
        if (successful !== documents) throw new Error(`${successful} of ${documents} are stored`);
      });
    };
    const measured = await contest({
      title: `${documents} documents of a log, by their ids, into a real server`,
      figures,
      rounds: 5,
      warmUps: 1,
      contenders: [
        { name: 'sonde', measure: ours },
        { name: 'helpers.bulk', measure: theirs },
      ],
    });
    await Promise.all([server.close(), client.close()]);
    const [cpuUs, share] = [bestOf(measured, 'cpuUs'), bestOf(measured, 'perSecond') / bestOf(measured, 'perSecond', 1)];
    return {
      contests: [measured],
      verdicts: [
        { says: `${cpuUs.toFixed(2)} us of CPU a document of ${goal.cpuUs}`, holds: cpuUs <= goal.cpuUs },
        { says: `the server takes ${(share * 100).toFixed(0)} % of what it takes by helpers.bulk, of ${goal.share * 100}`, holds: share >= goal.share },
      ],
      notes: ['making the texts of documents is left out for both, serializing is not for helpers.bulk, which takes objects'],
    };
  },
};
