import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { collectorUp } from '#contract/metrics.ts';
import { agentStartsAgain } from './truth/agent-starts-again.ts';
import { failedRequests } from './truth/failed-requests.ts';
import { http } from './truth/http.ts';
import { dns } from './truth/names.ts';
import { onTheWay } from './truth/on-the-way.ts';
import { redis } from './truth/redis.ts';
import { requestTimes } from './truth/request-times.ts';
import { sql } from './truth/sql.ts';
import { tls } from './truth/tls.ts';
import { underLoad } from './truth/under-load.ts';
import { unseenRequests } from './truth/unseen.ts';
import { scraped } from './whole/readings.ts';
import { roomForAll, type Sonde, startSonde } from './whole/sonde.ts';

/** One Sonde sees the traffic of all tests at once: each has processes and namespaces of its own. */
describe('the requests that Sonde counts are those that were made', { concurrency: true }, () => {
  const started = new AsyncDisposableStack();
  let running: Sonde | undefined;
  const sonde = () => {
    if (running === undefined) throw new Error('Sonde did not start');
    return running;
  };

  before(async () => {
    running = started.use(await startSonde({ flags: roomForAll }));
    const down = (await scraped(running)).filter(({ name, value }) => name === collectorUp.name && value !== 1);
    assert.deepEqual(down, [], `every collector is up; Sonde said:\n${running.up.stderr}`);
  });
  after(() => started.disposeAsync());

  http(sonde);
  failedRequests(sonde);
  agentStartsAgain();
  onTheWay(sonde);
  redis(sonde);
  requestTimes(sonde);
  sql(sonde);
  dns(sonde);
  tls(sonde);
  unseenRequests(sonde);
  underLoad(sonde);
});
