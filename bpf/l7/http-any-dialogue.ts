import fc from 'fast-check';
import { anyText, type Exchange, inRounds, onceIn, repeated, some } from './arbitraries.ts';
import { ask, reply, say } from './dialogue.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'MKCOL', 'PURGE'];
const named = new Set(methods.slice(0, 9));
const words = ['GET / HTTP/1.1\r\n', '\r\n\r\n', 'HTTP/1.1 200 OK\r\n', 'Content-Length: 7', '0\r\n', 'x', 'some text, ', '\n', '\r', '\0\xff', '123;'];
const headers = [
  'Host: a',
  'X-Content-Length: 5',
  'Content-Lengths: 9',
  'Connection: keep-alive',
  'T: e',
  'Content-Type: text/html',
  'c:',
  'Cookie: a=b',
  ' folded: yes',
];

/** How a body is said: with which header, and as what. */
type Framing = (body: string) => readonly [header: string, said: string];

const withLength: fc.Arbitrary<Framing> = fc
  .tuple(fc.constantFrom('Content-Length', 'content-length', 'CONTENT-LENGTH'), repeated(' ', 2))
  .map(([name, blanks]) => (body) => [`${name}:${blanks}${body.length}`, body]);

const extension = onceIn(
  4,
  repeated('v', 120).map((value) => `;e="${value}"`),
  fc.constant(''),
);
const chunk = fc.record({ bytes: fc.integer({ min: 1, max: 40 }), digits: fc.nat(7), isUpper: fc.boolean(), extension });

const inChunks: fc.Arbitrary<Framing> = fc
  .record({
    header: fc.constantFrom('Transfer-Encoding', 'transfer-encoding'),
    coding: fc.constantFrom('', 'gzip, ', 'gzip,'),
    word: fc.constantFrom('chunked', 'Chunked'),
    chunks: some(chunk, { least: 1, most: 8 }),
    end: fc.tuple(extension, fc.constantFrom('', 'Trailer: x\r\ncontent-length: 5\r\n')),
  })
  .map(({ header, coding, word, chunks, end: [last, trailer] }) => (body) => {
    const said: string[] = [];
    for (let from = 0; from < body.length; ) {
      const next = chunks[said.length % chunks.length];
      const part = body.slice(from, from + (next?.bytes ?? body.length));
      const size = part.length.toString(16).padStart(next?.digits ?? 0, '0');
      said.push(`${next?.isUpper ? size.toUpperCase() : size}${next?.extension ?? ''}\r\n${part}\r\n`);
      from += part.length;
    }
    return [`${header}: ${coding}${word}`, `${said.join('')}0${last}\r\n${trailer}\r\n`];
  });

const contents = fc.record({
  body: some(fc.oneof({ arbitrary: fc.constantFrom(...words), weight: 9 }, { arbitrary: anyText(8), weight: 1 }), { most: 30 }).map((said) => said.join('')),
  lines: some(fc.tuple(fc.constantFrom(...headers), onceIn(8, repeated('y', 600), fc.constant(''))), { most: 5 }),
  framing: fc.oneof(withLength, inChunks),
});
type Contents = typeof contents extends fc.Arbitrary<infer Made> ? Made : never;

function message(start: string, { body, lines, framing }: Contents, hasBody: boolean): string {
  const [header, said] = framing(body);
  const around = lines.map(([name, rest]) => name + rest);
  return [start, ...around, ...(hasBody ? [header] : []), ...around, '', hasBody ? said : ''].join('\r\n');
}

const interim = onceIn(
  4,
  fc.constantFrom(100, 102).map((status) => [say('server', `HTTP/1.1 ${status} Wait\r\nA: b\r\n\r\n`)]),
  fc.constant([]),
);

const exchange: fc.Arbitrary<Exchange> = fc
  .record({
    method: fc.constantFrom(...methods),
    path: onceIn(3, repeated('p', 700), repeated('p', 20)),
    request: fc.tuple(contents, fc.boolean()),
    interim,
    bodiless: onceIn(5, fc.constantFrom(204, 304), fc.constant(undefined)),
    status: fc.constantFrom(200, 201, 301, 404, 500, 503),
    answer: contents,
  })
  .map(({ method, path, request: [asked, hasBody], interim: before, bodiless, status, answer }) => ({
    asks: [ask(named.has(method) ? method : 'OTHER', message(`${method} /${path} HTTP/1.1`, asked, hasBody))],
    replies: [...before, answerTo(method, { bodiless, status, answer })],
  }));

function answerTo(method: string, { bodiless, status, answer }: { bodiless: 204 | 304 | undefined; status: number; answer: Contents }) {
  // To CONNECT what succeeds has no end.
  if (bodiless !== undefined) {
    const chosen = method === 'CONNECT' ? 304 : bodiless;
    return reply(chosen, `HTTP/1.1 ${chosen} \r\nContent-Length: 12\r\n\r\n`);
  }
  const chosen = method === 'CONNECT' ? 403 : status;
  const whole = message(`HTTP/1.1 ${chosen} Words of any kind`, answer, true);
  return reply(chosen, method === 'HEAD' ? whole.slice(0, whole.indexOf('\r\n\r\n') + 4) : whole);
}

/** Requests with their answers, one after another or some at once; every second header, body and coding is odd, and allowed. */
export const anyDialogue = inRounds(exchange, { rounds: 4, atOnce: 3, many: 60 });
