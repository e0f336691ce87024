import { after, before as beforeAll, describe } from 'node:test';
import { before, type Earlier, talkBeforeTheStart } from './truth/before.ts';
import { connectTimes } from './truth/connect-times.ts';
import { connects } from './truth/connects.ts';
import { counts } from './truth/counts.ts';
import { drops } from './truth/drops.ts';
import { health } from './truth/health.ts';
import { namespaces } from './truth/namespaces.ts';
import { overload } from './truth/overload.ts';
import { owners } from './truth/owners.ts';
import { processes } from './truth/processes.ts';
import { transfers } from './truth/transfers.ts';
import { translated } from './truth/translated.ts';
import { roomForAll, type Sonde, startSonde } from './whole/sonde.ts';

/** One Sonde sees the traffic of all tests at once: each has processes and namespaces of its own. */
describe('what Sonde counts is what happened', { concurrency: true }, () => {
  const started = new AsyncDisposableStack();
  let running: { readonly sonde: Sonde; readonly earlier: Earlier } | undefined;
  const state = () => {
    if (running === undefined) throw new Error('Sonde did not start');
    return running;
  };
  const sonde = () => state().sonde;

  beforeAll(async () => {
    const earlier = started.use(await talkBeforeTheStart());
    running = { earlier, sonde: started.use(await startSonde({ flags: roomForAll })) };
  });
  after(() => started.disposeAsync());

  connects(sonde);
  connectTimes(sonde);
  counts(sonde);
  drops(sonde);
  transfers(sonde);
  health(sonde);
  overload();
  owners(sonde);
  processes(sonde);
  before(sonde, () => state().earlier);
  namespaces(sonde);
  translated(sonde);
});
