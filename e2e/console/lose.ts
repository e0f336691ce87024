import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { logBatchHeaders, logBatchPath } from '#contract/log-batch.ts';
import { Actor } from '../traffic/actor.ts';
import { says, scriptOf } from '../traffic/dialogue.ts';
import { exchange, request } from '../traffic/http.ts';
import type { Whole } from './whole.ts';

const host = '127.0.0.1';
const unanswered = 8;

/** Requests that nobody can count: the server says what is no answer, so that those that wait for one are lost, and counted as such. */
export async function loseRequests(): Promise<void> {
  await using server = new Actor('lossy-server.py');
  await using client = new Actor('lossy-client.py');
  const waiting = { steps: [says('client', request('GET').repeat(unanswered)), says('server', 'this is no answer\r\n'.repeat(unanswered))], counted: [] };
  const dialogue = scriptOf([
    [3, exchange('GET', 200)],
    [1, waiting],
  ]);
  const port = await server.serveDialogue(host, [dialogue]);
  await client.play({ host, port, times: 4 }, [dialogue]);
}

export const lostLines = 41;

/** Lines of an agent whose spool had to drop some between the first and the last: their numbers never come. */
export async function loseLines({ url, data }: Whole): Promise<void> {
  const token = readFileSync(join(data, 'agent', 'ingest.token'), 'utf8').trim();
  for (const first of [1, 2 + lostLines]) {
    const line = { time: new Date().toISOString(), level: 'info', identity: '', source: '/var/log/full.log', message: `line ${first}` };
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-ndjson',
      'content-encoding': 'zstd',
      [logBatchHeaders.agent]: 'full-host',
      [logBatchHeaders.spool]: 'AAAAAAAAAAAAAAAAAAAAAA',
      [logBatchHeaders.first]: String(first),
      [logBatchHeaders.count]: '1',
      [logBatchHeaders.day]: line.time.slice(0, 10),
      [logBatchHeaders.lostBy]: 'spool_full',
    };
    const { status } = await fetch(url + logBatchPath, { method: 'POST', headers, body: zstdCompressSync(`${JSON.stringify(line)}\n`) });
    if (status !== 200) throw new Error(`the lines of ${first} were answered ${status}`);
  }
}
