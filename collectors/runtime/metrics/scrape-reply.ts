import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { type Scrape, smallestChunk } from './exposition.ts';

/** About 1,000 lines: a tenth of a millisecond between two turns of the event loop. */
const chunkBytes = 4 * smallestChunk;
const keptChunks = 2;
const chunks: Buffer[] = [];

/** Sends a scrape at the pace of its reader, in constant memory; stops when the reader has gone. */
export async function sendScrape(scrape: Scrape, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
  response.once('close', leave);
  response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8').setHeader('Vary', 'Accept-Encoding');
  const body = acceptsGzip(request.headers['accept-encoding']) ? gzipInto(response) : response;
  const chunk = chunks.pop() ?? Buffer.allocUnsafeSlow(chunkBytes);
  try {
    for (let length = scrape.fill(chunk); length > 0 && !response.destroyed; length = scrape.fill(chunk)) {
      await Promise.race([written(body, chunk.subarray(0, length)), gone]);
      await turnOfLoop();
    }
    body.end();
    await gone;
  } finally {
    scrape.close();
    // A reader that left may still own the chunk: its last write was not confirmed.
    if (response.writableFinished && chunks.length < keptChunks) chunks.push(chunk);
    if (body !== response) body.destroy();
  }
}

function gzipInto(response: ServerResponse): Writable {
  response.setHeader('Content-Encoding', 'gzip');
  const gzip = createGzip({ level: 1 });
  gzip.on('error', (error) => response.destroy(error));
  gzip.pipe(response);
  return gzip;
}

/** Errors show as the response's `close`. */
function written(body: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => body.write(bytes, () => resolve()));
}

/** RFC 9110: a coding with `q=0` is refused. */
function acceptsGzip(header: string | string[] | undefined): boolean {
  const codings = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.split(';').map((part) => part.trim()));
  return codings.some(([name, weight]) => name === 'gzip' && !/^q=0(\.0*)?$/.test(weight ?? ''));
}
