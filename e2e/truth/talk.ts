import { Actor, type DialogueOptions } from '../traffic/actor.ts';
import { atBothEnds, countedOf, type Rounds, scriptOf } from '../traffic/dialogue.ts';
import type { Namespace } from '../traffic/namespaces.ts';
import { between } from '../whole/counted.ts';
import { countsExactly } from '../whole/exact.ts';
import type { Sonde } from '../whole/sonde.ts';

export interface Talk extends DialogueOptions {
  readonly subject: string;
  readonly protocol: string;
  /** Of one connection, or of several kinds of connections that come in turn. */
  readonly rounds: Rounds | { readonly inTurn: readonly Rounds[] };
  readonly connections: number;
  readonly together?: boolean;
  readonly from: Namespace;
  readonly to?: Namespace;
  readonly host?: string;
  readonly listen?: string;
}

/** Two processes talk; the requests that are counted, at both ends, are those of their dialogue. */
export async function isCounted(sonde: Sonde, talk: Talk): Promise<void> {
  const { subject, protocol, rounds, connections, together = true, from, to = from, host = '127.0.0.1', listen = host } = talk;
  const inTurn = 'inTurn' in rounds ? rounds.inTurn : [rounds];
  const scripts = inTurn.map(scriptOf);
  await using server = new Actor(`${subject}-server.py`, to);
  await using client = new Actor(`${subject}-client.py`, from);
  const port = await server.serveDialogue(listen, scripts, talk);
  await client.play({ host, port, times: connections }, scripts, { together, ...talk });
  const once = countedOf(protocol, inTurn.flat());
  await countsExactly(sonde, {
    of: [client.name, server.name],
    about: ['requests', 'unseen'],
    counts: { [between(client.name, server.name, port)]: atBothEnds(once, connections / inTurn.length) },
  });
}
