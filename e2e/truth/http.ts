import { test } from 'node:test';
import { type Exchange, pipelined, type Rounds, says } from '../traffic/dialogue.ts';
import { answer, bait, exchange, head, inChunks, request, withBody } from '../traffic/http.ts';
import { namespace } from '../traffic/namespaces.ts';
import type { Sonde } from '../whole/sonde.ts';
import { isCounted, type Talk } from './talk.ts';

const fiveStatuses = [exchange('GET', 200), exchange('POST', 201), exchange('GET', 302), exchange('PUT', 404), exchange('DELETE', 503)];
const sizes = [1, 2, 3, 7, 13, 64];
const everySize = Array.from({ length: request('GET').length - 1 }, (_, at) => at + 1);

const cookies = Array.from({ length: 30 }, (_, at) => `Cookie: part-${at}=${'c'.repeat(250)}; content-length: 7`);
const longHeads = (piece: number) =>
  exchange('GET', 200, {
    asked: head(`GET /${'p'.repeat(1000)} HTTP/1.1`, 'Host: shop.example', ...cookies),
    told: withBody('HTTP/1.1 200 OK', 'after a long head', `Set-Cookie: ${'s'.repeat(8192)}`),
    piece,
  });

const baited: readonly Exchange[] = [
  exchange('POST', 200, { asked: withBody('POST /a HTTP/1.1', bait), told: withBody('HTTP/1.1 200 OK', bait) }),
  exchange('PUT', 201, { asked: inChunks('PUT /b HTTP/1.1', bait, 17), told: inChunks('HTTP/1.1 201 Created', bait, 23) }),
  exchange('PATCH', 500, { asked: inChunks('PATCH /c HTTP/1.1', bait.repeat(40), 3000), told: withBody('HTTP/1.1 500 No', bait.repeat(300)) }),
];

const framings: readonly Exchange[] = [
  exchange('HEAD', 200, { told: head('HTTP/1.1 200 OK', 'Content-Length: 12345') }),
  exchange('HEAD', 404, { told: head('HTTP/1.1 404 Not Found', 'Transfer-Encoding: chunked') }),
  exchange('DELETE', 204, { told: head('HTTP/1.1 204 No Content') }),
  exchange('GET', 304, { told: head('HTTP/1.1 304 Not Modified', 'Content-Length: 12345') }),
  exchange('GET', 200, { told: inChunks('HTTP/1.1 200 OK', 'x'.repeat(5000), 99) }),
  {
    steps: [
      says('client', head('POST /upload HTTP/1.1', 'Expect: 100-continue', 'Content-Length: 4')),
      says('server', head('HTTP/1.1 100 Continue')),
      says('client', 'body'),
      says('server', `${head('HTTP/1.1 103 Early Hints', 'Link: </style.css>')}${answer(201)}`),
    ],
    counted: ['POST 201'],
  },
  exchange('CONNECT', 407, { asked: head('CONNECT bank.example:443 HTTP/1.1'), told: answer(407) }),
  exchange('OPTIONS', 200, { asked: head('OPTIONS * HTTP/1.1'), told: answer(200, '') }),
];

/** What follows is another protocol, whatever it looks like. */
const endings: readonly Rounds[] = [
  [
    [3, exchange('GET', 200)],
    [1, exchange('CONNECT', 200, { asked: head('CONNECT bank.example:443 HTTP/1.1'), told: head('HTTP/1.1 200 Established') })],
    [5, { ...exchange('GET', 200), counted: [] }],
  ],
  [
    [3, exchange('GET', 200)],
    [
      1,
      exchange('GET', 101, { asked: head('GET /live HTTP/1.1', 'Upgrade: websocket'), told: head('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket') }),
    ],
    [5, { ...exchange('GET', 200), counted: [] }],
  ],
  [[1, exchange('GET', 200, { asked: 'GET / HTTP/1.0\r\n\r\n', told: `${head('HTTP/1.0 200 OK')}${bait}` })]],
];

const half = pipelined([exchange('GET', 200), exchange('GET', 200), exchange('POST', 200)]);
/** Who waits for an answer that does not come. */
const givenUp: readonly (readonly [how: string, rounds: Rounds])[] = [
  [
    'the server closes',
    [
      [1, exchange('GET', 200)],
      [1, { steps: [says('client', request('GET')), { from: 'server', end: 'close' }], counted: ['GET unanswered'] }],
    ],
  ],
  [
    'the server resets',
    [
      [1, exchange('GET', 200)],
      [1, { steps: [says('client', request('PUT')), { from: 'server', end: 'reset' }], counted: ['PUT unanswered'] }],
    ],
  ],
  [
    'the client leaves',
    [
      [1, exchange('GET', 200)],
      [1, { steps: [says('client', request('GET')), { from: 'client', end: 'close' }], counted: ['GET unanswered'] }],
    ],
  ],
  [
    'two of three',
    [
      [
        1,
        {
          steps: [...half.steps.slice(0, 1), says('server', answer(200)), { from: 'server', end: 'close' }],
          counted: ['GET 200', 'GET unanswered', 'POST unanswered'],
        },
      ],
    ],
  ],
];

const families = [
  { family: 'IPv6', listen: '::1', host: '::1' },
  { family: 'IPv4 in IPv6 sockets', listen: '::', host: '::ffff:127.0.0.1' },
];

/** More at once than the methods of which are remembered; whether an answer has a body is known all the same. */
const deep = pipelined(Array.from({ length: 6 }, () => [...framings.slice(0, 5), ...framings.slice(6)]).flat());
const withoutMethods: Exchange = { ...deep, counted: deep.counted.map((one) => one.replace(/^\w+/, 'other')) };

type Dialogue = Pick<Talk, 'rounds' | 'connections' | 'together'>;

const dialogues: readonly (readonly [name: string, subject: string, dialogue: Dialogue])[] = [
  ['1,000 requests of 5 statuses over 10 keep-alive connections', 'http-kept', { rounds: fiveStatuses.map((one) => [20, one] as const), connections: 10 }],
  [
    '1,000 requests of 5 statuses over a connection each',
    'http-new',
    { rounds: { inTurn: fiveStatuses.map((one) => [[1, one]] as const) }, connections: 1000, together: false },
  ],
  [
    '1,600 requests, 16 pipelined',
    'http-pipelined',
    { rounds: [[10, pipelined(Array.from({ length: 16 }, (_, at) => fiveStatuses[at % 5] ?? exchange('GET', 200)))]], connections: 10 },
  ],
  ['bodies full of requests and status lines', 'http-bait', { rounds: baited.map((one) => [10, one] as const), connections: 5 }],
  [
    'heads cut into pieces of every size',
    'http-cut',
    {
      rounds: [
        ...everySize.map((piece) => [1, exchange('GET', 200, { piece })] as const),
        ...sizes.map((piece) => [2, pipelined([...fiveStatuses, ...framings.slice(0, 4)], piece)] as const),
        ...sizes.map(
          (piece) =>
            [1, exchange('POST', 201, { asked: inChunks('POST / HTTP/1.1', bait, 29), told: inChunks('HTTP/1.1 201 Created', bait, 31), piece })] as const,
        ),
      ],
      connections: 2,
    },
  ],
  [
    'heads of more than 8 KB',
    'http-long',
    {
      rounds: [[20, longHeads(0)], [1, pipelined([longHeads(0), longHeads(0), longHeads(0)], 1000)], ...sizes.map((piece) => [1, longHeads(piece)] as const)],
      connections: 4,
    },
  ],
  ['answers of every form', 'http-forms', { rounds: [...framings.map((one) => [10, one] as const), [10, pipelined(framings.slice(0, 5))]], connections: 4 }],
  [
    '42 of every form at once',
    'http-deep',
    {
      rounds: [
        [10, withoutMethods],
        [5, exchange('HEAD', 200, { told: head('HTTP/1.1 200 OK', 'Content-Length: 12345') })],
      ],
      connections: 5,
    },
  ],
  ['tunnels, upgrades and answers that end with the connection', 'http-ends', { rounds: { inTurn: endings }, connections: 30, together: false }],
];

/** Requests and answers of HTTP are counted once each, at both ends, by method and status. */
export function http(sonde: () => Sonde): void {
  for (const [name, subject, dialogue] of dialogues) {
    test(`HTTP: ${name}`, async () => {
      await using place = await namespace(subject);
      await isCounted(sonde(), { subject, protocol: 'http', from: place, ...dialogue });
    });
  }

  for (const [at, [how, rounds]] of givenUp.entries()) {
    test(`HTTP: an answer that does not come: ${how}`, async () => {
      await using place = await namespace(`http-silent-${at}`);
      await isCounted(sonde(), { subject: `http-silent-${at}`, protocol: 'http', from: place, rounds, connections: 10 });
    });
  }

  for (const [at, { family, listen, host }] of families.entries()) {
    test(`HTTP over ${family}`, async () => {
      await using place = await namespace(`http-family-${at}`);
      const rounds = fiveStatuses.map((one) => [20, one] as const);
      await isCounted(sonde(), { subject: `http-family-${at}`, protocol: 'http', from: place, listen, host, rounds, connections: 10 });
    });
  }
}
