import { ask, type Dialogues, reply, say } from './dialogue.ts';

/** What HTTP/1 allows, in dialogues: messages and what is said with them. */

export const get = (path = '/', headers = 'Host: a.example\r\n') => ask('GET', `GET ${path} HTTP/1.1\r\n${headers}\r\n`);
export const ok = (body = 'hello') => reply(200, `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
export const head = (start: string, ...lines: string[]) => [start, ...lines, '', ''].join('\r\n');
/** Reads like messages wherever parsing begins in it. */
export const bait =
  'GET /bait HTTP/1.1\r\nContent-Length: 3\r\n\r\nHTTP/1.1 500 Bait\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nPOST /bait HTTP/1.1\r\n\r\n';
export const chunked = (...chunks: string[]) => chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');

export const dialogues: Dialogues = {
  'requests one after another': [
    get(),
    ok(),
    get('/b'),
    ok(''),
    ask('POST', 'POST /c HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi'),
    ok('x'.repeat(300)),
    get(),
    ok(),
  ],
  'a body that reads like messages': [
    ask('PUT', `PUT /a HTTP/1.1\r\ncontent-length:${bait.length}\r\n\r\n${bait}`),
    reply(201, `HTTP/1.1 201 Created\r\nCONTENT-LENGTH:  ${bait.length}\r\n\r\n${bait}`),
    get(),
    ok(bait),
  ],
  'chunks with extensions and trailers, both ways': [
    ask('PATCH', `PATCH / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;name="va\\"l\r"\r\nhello\r\n0010\r\n${'x'.repeat(16)}\r\n0\r\n\r\n`),
    reply(
      200,
      `HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\nTrailer: X\r\n\r\n${chunked(bait, '\r\n\r\n', 'x')}000;last\r\nX: y\r\nContent-Length: 7\r\n\r\n`,
    ),
    get(),
    ok(),
  ],
  'long extensions, trailers and codings': [
    ask(
      'POST',
      `POST / HTTP/1.1\r\nTransfer-Encoding: ${'gzip, '.repeat(9)}chunked\r\n\r\n3;${'e'.repeat(300)}\r\nabc\r\n2;${'f'.repeat(50)}\r\nab\r\n0;${'g'.repeat(90)}\r\n\r\n`,
    ),
    reply(200, `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked \r\n\r\n${chunked('a')}0\r\nTrailer: ${'t'.repeat(400)}\r\n\r\n`),
    get(),
    ok(),
  ],
  'many small chunks': [get(), reply(200, `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(...'a'.repeat(200))}0\r\n\r\n`), get(), ok()],
  'answers that never have a body': [
    ask('HEAD', head('HEAD / HTTP/1.1')),
    reply(200, head('HTTP/1.1 200 OK', 'Content-Length: 5000')),
    ask('HEAD', head('HEAD / HTTP/1.1')),
    reply(200, head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked')),
    get(),
    reply(304, head('HTTP/1.1 304 Not Modified', 'Content-Length: 77')),
    ask('DELETE', head('DELETE /x HTTP/1.1')),
    reply(204, head('HTTP/1.1 204 No Content')),
    ask('OPTIONS', head('OPTIONS * HTTP/1.1')),
    reply(404, head('HTTP/1.1 404 ', 'Content-Length: 0')),
    ask('TRACE', head('TRACE / HTTP/1.1')),
    reply(405, head('HTTP/1.1 405', 'Content-Length: 0')),
  ],
  'interim answers': [
    ask('POST', 'POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n'),
    say('server', head('HTTP/1.1 100 Continue')),
    say('client', 'body'),
    say('server', head('HTTP/1.1 103 Early Hints', 'Link: </a>')),
    reply(200, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    get(),
    ok(),
  ],
  'methods without a name of their own': [
    ask('OTHER', head('PROPFIND /dav HTTP/1.1', 'Depth: 1')),
    reply(207, 'HTTP/1.1 207 Multi-Status\r\nContent-Length: 1\r\n\r\nx'),
    ask('OTHER', head('HEADS /up HTTP/1.1')),
    ok(),
    ask('OTHER', head('CONNECTED /up HTTP/1.1')),
    ok(),
    get(),
    ok(),
  ],
  'an answer that ends with its connection': [
    ask('GET', 'GET / HTTP/1.0\r\n\r\n'),
    reply(200, `HTTP/1.0 200 OK\r\nServer: x\r\n\r\n${bait}`),
    say('server', bait.repeat(4)),
  ],
  'lines that end without a carriage return': [
    ask('POST', 'POST / HTTP/1.1\nTransfer-Encoding: chunked\nA: b\n\n3\nabc\n0\n\n'),
    reply(200, 'HTTP/1.1 200 OK\nContent-Length: 3\n\nabc'),
    ask('GET', 'GET / HTTP/1.0\n\n'),
    reply(200, 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nx\n0\n\n'),
  ],
  'an empty line between messages': [ask('POST', 'POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx'), say('client', '\r\n'), ok(), get(), ok()],
  'a refused tunnel': [ask('CONNECT', head('CONNECT b.example:443 HTTP/1.1')), reply(407, head('HTTP/1.1 407 No', 'Content-Length: 0')), get(), ok()],
  pipelining: [
    ...Array.from({ length: 16 }, (_, index) => (index % 3 ? get(`/${index}`) : ask('HEAD', head('HEAD / HTTP/1.1')))),
    ...Array.from({ length: 16 }, (_, index) => (index % 3 ? ok() : reply(200, head('HTTP/1.1 200 OK', 'Content-Length: 9')))),
  ],
};
