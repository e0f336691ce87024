import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** An answer in the form in which it is sent, made once however many ask. */
export interface Prepared<Reply> {
  readonly value: Reply;
  readonly json: Buffer;
  readonly gzip: Buffer;
  readonly etag: string;
}

const compress = promisify(gzip);

export async function prepare<Reply>(value: Reply): Promise<Prepared<Reply>> {
  const json = Buffer.from(JSON.stringify(value));
  // Weak, because plain and compressed answers share it.
  const etag = `W/"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`;
  return { value, json, gzip: await compress(json, { level: 4 }), etag };
}

export function isPrepared(answer: unknown): answer is Prepared<unknown> {
  return typeof answer === 'object' && answer !== null && 'json' in answer && 'gzip' in answer && 'etag' in answer;
}
