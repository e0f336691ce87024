import { type Exchange, says } from './dialogue.ts';

/** HTTP/1 as it is on the wire. */

export const head = (start: string, ...headers: string[]): string => [start, ...headers, '', ''].join('\r\n');

export function withBody(start: string, body: string, ...headers: string[]): string {
  return `${head(start, ...headers, `Content-Length: ${body.length}`)}${body}`;
}

export function inChunks(start: string, body: string, size: number): string {
  const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, at) => body.slice(at * size, (at + 1) * size));
  const said = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  return `${head(start, 'Transfer-Encoding: chunked', 'Trailer: X-Sum')}${said}0\r\nX-Sum: 200\r\n\r\n`;
}

export const request = (method: string, path = '/'): string => head(`${method} ${path} HTTP/1.1`, 'Host: shop.example', 'Accept: */*');
export const answer = (status: number, body = 'all is well'): string => withBody(`HTTP/1.1 ${status} Words of any kind`, body);

/** One request and its answer. */
export function exchange(method: string, status: number, { asked = request(method), told = answer(status), piece = 0 } = {}): Exchange {
  return { steps: [says('client', asked, piece), says('server', told, piece)], counted: [`${method} ${status}`] };
}

/** Reads like requests and answers. */
export const bait = [
  request('GET', '/bait'),
  answer(500),
  head('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'),
  '5\r\nhello\r\n0\r\n\r\n',
  withBody('POST /bait HTTP/1.1', 'x'),
].join('\r\n');
