import { test } from 'node:test';
import { Actor } from '../traffic/actor.ts';
import { atBothEnds, countedOf, type Exchange, pipelined, type Rounds, says, scriptOf } from '../traffic/dialogue.ts';
import { answer, exchange, withBody } from '../traffic/http.ts';
import { namespace } from '../traffic/namespaces.ts';
import { between } from '../whole/counted.ts';
import { countsArrive, countsExactly } from '../whole/exact.ts';
import { killAgent } from '../whole/kill.ts';
import { startSonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
const connections = 9;

const some: Rounds = [
  [5, exchange('GET', 200)],
  [5, exchange('POST', 404)],
];
const afterwards: Rounds = [...some, [3, pipelined([exchange('GET', 200), exchange('PUT', 201), exchange('HEAD', 200, { told: 'HTTP/1.1 200 OK\r\n\r\n' })])]];

/** Of which the agent that is killed saw the beginning only. */
const upload = withBody('POST /upload HTTP/1.1', 'half of a body, '.repeat(200));
const uncounted = (...steps: Exchange['steps']): Exchange => ({ steps, counted: [] });

interface Interrupted {
  readonly before: Rounds;
  readonly after: Rounds;
}

/** What a connection does when the agent is killed: nothing, waiting for an answer, sending a body. */
const interrupted: readonly Interrupted[] = [
  { before: some, after: afterwards },
  {
    before: [...some, [1, uncounted(says('client', withBody('PUT /slow HTTP/1.1', 'x')), { from: 'server', gate: true })]],
    after: [[1, uncounted(says('server', answer(200)))], ...afterwards],
  },
  {
    before: [...some, [1, uncounted(says('client', upload.slice(0, 1000)))]],
    after: [[1, uncounted(says('client', upload.slice(1000)), says('server', answer(201)))], ...afterwards],
  },
];

/** The kernel forgets what it knew of the connections, and they go on. */
export function agentStartsAgain(): void {
  test('the agent is killed amid keep-alive connections, and the next one goes on counting', async () => {
    await using sonde = await startSonde();
    await using place = await namespace('again');
    await using server = new Actor('again-server.py', place);
    await using client = new Actor('again-client.py', place);
    const scripts = interrupted.map(({ before, after }) => scriptOf([...before, ...after]));
    const port = await server.serveDialogue(host, scripts);
    const edge = between(client.name, server.name, port);
    const counted = (rounds: readonly Rounds[]) => ({ [edge]: atBothEnds(countedOf('http', rounds.flat()), connections / interrupted.length) });
    const [before, after] = [interrupted.map((one) => one.before), interrupted.map((one) => one.after)];
    await client.play({ host, port, times: connections }, before.map(scriptOf), { keep: true });
    const expected = { of: [client.name, server.name], about: ['requests', 'unseen'] };
    await countsArrive(sonde, { ...expected, counts: counted(before) });
    await killAgent(sonde);
    await server.openGate();
    await client.playOn(after.map(scriptOf));
    await countsExactly(sonde, { ...expected, counts: counted([...before, ...after]), raw: counted(after) });
  });
}
