import { ask, type Message, reply, say } from './dialogue.ts';
import { one, type RandomNumbers } from './segments.ts';

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
const statuses = [200, 201, 301, 404, 500, 503];

/** Requests with their answers, one after another or some at once; every second header, body and coding is odd, and allowed. */
export function randomDialogue(numbers: RandomNumbers): Message[] {
  const rounds = Array.from({ length: 1 + numbers.below(4) }, () => Array.from({ length: 1 + numbers.below(3) }, () => exchange(numbers)));
  return rounds.flatMap((exchanges) => [...exchanges.map(([request]) => request), ...exchanges.flatMap(([, ...answers]) => answers)]);
}

function exchange(numbers: RandomNumbers): [Message, ...Message[]] {
  const method = one(numbers, methods);
  const path = `/${'p'.repeat(numbers.below(3) === 0 ? numbers.below(700) : numbers.below(20))}`;
  const request = ask(named.has(method) ? method : 'OTHER', withBody(numbers, `${method} ${path} HTTP/1.1`, true));
  const interim = numbers.below(4) === 0 ? [say('server', `HTTP/1.1 10${2 * numbers.below(2)} Wait\r\nA: b\r\n\r\n`)] : [];
  return [request, ...interim, answerTo(numbers, method)];
}

function answerTo(numbers: RandomNumbers, method: string): Message {
  if (numbers.below(5) === 0) {
    const status = numbers.below(2) ? 304 : method === 'CONNECT' ? 304 : 204;
    return reply(status, `HTTP/1.1 ${status} \r\nContent-Length: 12\r\n\r\n`);
  }
  const status = method === 'CONNECT' ? 403 : one(numbers, statuses);
  const whole = withBody(numbers, `HTTP/1.1 ${status} Words of any kind`, false);
  return reply(status, method === 'HEAD' ? whole.slice(0, whole.indexOf('\r\n\r\n') + 4) : whole);
}

function withBody(numbers: RandomNumbers, start: string, mayLackBody: boolean): string {
  const body = Array.from({ length: numbers.below(30) }, () => one(numbers, words)).join('');
  const lines = Array.from({ length: numbers.below(6) }, () => one(numbers, headers) + 'y'.repeat(numbers.below(8) === 0 ? numbers.below(600) : 0));
  const head = (...more: string[]) => [start, ...lines, ...more, ...lines, '', ''].join('\r\n');
  if (mayLackBody && numbers.below(2) === 0) return head();
  if (numbers.below(2) === 0)
    return head(`${one(numbers, ['Content-Length', 'content-length', 'CONTENT-LENGTH'])}:${' '.repeat(numbers.below(3))}${body.length}`) + body;
  return (
    head(`${one(numbers, ['Transfer-Encoding', 'transfer-encoding'])}: ${one(numbers, ['', 'gzip, ', 'gzip,'])}${one(numbers, ['chunked', 'Chunked'])}`) +
    chunksOf(numbers, body)
  );
}

function chunksOf(numbers: RandomNumbers, body: string): string {
  let chunks = '';
  for (let from = 0; from < body.length; ) {
    const chunk = body.slice(from, from + 1 + numbers.below(40));
    const size = chunk.length.toString(16).padStart(numbers.below(8), '0');
    chunks += `${numbers.below(2) ? size : size.toUpperCase()}${extension(numbers)}\r\n${chunk}\r\n`;
    from += chunk.length;
  }
  return `${chunks}0${extension(numbers)}\r\n${numbers.below(2) ? 'Trailer: x\r\ncontent-length: 5\r\n' : ''}\r\n`;
}

const extension = (numbers: RandomNumbers) => (numbers.below(4) === 0 ? `;e="${'v'.repeat(numbers.below(120))}"` : '');
