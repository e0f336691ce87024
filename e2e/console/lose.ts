import { Actor } from '../traffic/actor.ts';
import { says, scriptOf } from '../traffic/dialogue.ts';
import { exchange, request } from '../traffic/http.ts';

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
