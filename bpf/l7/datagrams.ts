import { spawnSync } from 'node:child_process';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { enumOf } from './replay.ts';
import { compiledProgram } from './replay-program.ts';

/** DNS over UDP in user space, with the sanitizers on: datagrams.c. */

const Datagram = Type.Union([
  Type.Object({ is: Type.Literal('other') }),
  Type.Object({ is: Type.Literal('query'), method: Type.Integer(), question: Type.Integer() }),
  Type.Object({ is: Type.Literal('answer'), status: Type.Integer() }),
]);

type Datagram = Exclude<Static<typeof Datagram>, { is: 'query' }> | { readonly is: 'query'; readonly method: string; readonly question: number };

const line = Compile(Type.Object({ steady: Type.Boolean(), datagram: Datagram }));

/** What each of them says: latin1 text, a letter for each byte. Throws where one is read out of bounds, or by bytes that are not there. */
export function readDatagrams(texts: readonly string[]): Datagram[] {
  const { status, stdout, stderr } = spawnSync(compiledProgram('datagrams.c'), {
    input: Buffer.concat(texts.flatMap(encoded)),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const lines = stdout.split('\n').slice(0, -1);
  if (status !== 0 || lines.length !== texts.length)
    throw new Error(`datagrams.c ended with ${status} in datagram ${lines.length} of ${texts.length}\n${stderr}`);
  const methods = enumOf('dns.h', 'dns_method');
  return lines.map((said, index) => {
    const { steady, datagram } = line.Parse(JSON.parse(said));
    if (!steady) throw new Error(`datagram ${index}: what is found depends on what follows its bytes\n${said}`);
    return datagram.is === 'query' ? { ...datagram, method: methods[datagram.method] ?? `${datagram.method}` } : datagram;
  });
}

function encoded(text: string): Buffer[] {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(text.length);
  return [head, Buffer.from(text, 'latin1')];
}
