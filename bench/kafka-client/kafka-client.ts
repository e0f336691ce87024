import { randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import type { KafkaConfig } from '#contract/children.ts';
import { logMessageHeaders, topicOf } from '#contract/kafka.ts';
import { kafkaClient, makeTopics } from '#contract/kafka-client.ts';
import { keysBy } from '../../collectors/logs/message-key.ts';
import { toKafka } from '../../collectors/logs/to-kafka.ts';
import { runningKafka } from '../../engines/running.ts';
import type { Bench, Figure } from '../bench.ts';
import { bestOf, contest } from '../contest.ts';

const goal = { cpuUs: 1 };
const lineBytes = 256;
const inFrame = 3000;
const frames = 30;
const day = '2026-01-01';
const spool = 's';

const figures: readonly Figure[] = [
  { key: 'cpuUs', name: 'CPU of the client', unit: 'µs/message', better: 'less' },
  { key: 'perSecond', name: 'messages', unit: 'per second', better: 'more' },
];

const lines = Array.from({ length: inFrame }, (_, n) => {
  const line = { time: new Date(Date.UTC(2026, 0, 1) + n).toISOString(), level: 'info', identity: `process:app-${n % 40}`, source: '/var/log/app.log' };
  const text = JSON.stringify({ ...line, message: `order ${n * 7919} of customer ${n % 10_007} placed in ${n % 300} ms` });
  return `${text.slice(0, -2)}${randomBytes(lineBytes)
    .toString('base64')
    .slice(0, Math.max(0, lineBytes - text.length))}"}`;
});

/** Of this process, zstd's threads among it. */
async function costOf(work: () => Promise<void>): Promise<Readonly<Record<string, number>>> {
  const [before, startMs] = [process.cpuUsage(), performance.now()];
  for (let frame = 0; frame < frames; frame += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuUs: (user + system) / (frames * inFrame), perSecond: (frames * inFrame) / ((performance.now() - startMs) / 1000) };
}

export const kafkaClientCost: Bench = {
  goals: ['G9'],
  title: 'lines of an agent into Kafka: what the client costs',
  async run(tell) {
    tell('starting Kafka');
    await using server = await runningKafka();
    const sasl = { mechanism: 'plain', username: server.user, password: server.password } as const;
    const config: KafkaConfig = { brokers: [server.address], sasl, prefix: 'bench', partitions: 6, replicas: 1 };
    const plain = kafkaClient(config, { clientId: 'plain', onTrouble: tell });
    await makeTopics(plain, config);
    const producer = plain.producer({ allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    const send = toKafka({ agent: 'n1', config, onTrouble: tell });
    const frame = { spool, first: 1, count: inFrame, day, lines: zstdCompressSync(lines.map((line) => `${line}\n`).join('')), progress: '' };
    const values = lines.map((line) => Buffer.from(line));
    const ours = async () => {
      const verdict = await send(frame, new AbortController().signal);
      if (verdict.is !== 'taken') throw new Error(verdict.why);
    };
    const keyIn = keysBy('n1');
    const { agent, spool: spoolHeader, seq, day: dayHeader } = logMessageHeaders;
    const theirs = async () => {
      const headersOf = (n: number) => ({ [agent]: 'n1', [spoolHeader]: spool, [seq]: String(n + 1), [dayHeader]: day });
      const messages = values.map((value, n) => ({ key: keyIn(value, 0, value.length), value, headers: headersOf(n) }));
      await producer.send({ topic: topicOf(config, 'log'), messages, acks: -1, compression: kafkajs.CompressionTypes.ZSTD });
    };
    const measured = await contest({
      title: `${frames * inFrame} messages of ${lineBytes} bytes, ${inFrame} at once, with key and headers, zstd, acknowledged by a real broker`,
      figures,
      rounds: 5,
      warmUps: 2,
      contenders: [
        { name: 'sonde, from the compressed frame of a spool', measure: () => costOf(ours) },
        { name: 'kafkajs', measure: () => costOf(theirs) },
      ],
    });
    await producer.disconnect();
    const cpuUs = bestOf(measured, 'cpuUs');
    return {
      contests: [measured],
      verdicts: [{ says: `${cpuUs.toFixed(2)} us of CPU a message of ${goal.cpuUs}`, holds: cpuUs <= goal.cpuUs }],
      notes: ['the broker is a real one and no mock on a core of its own; librdkafka is not measured beside it'],
    };
  },
};
