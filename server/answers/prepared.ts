import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** An answer as it is sent, made once however many ask. */
export interface Body {
  /** Kept while it is small; of a large one the plain form is made for each of the few who cannot read the other. */
  readonly json: Buffer | undefined;
  readonly gzip: Buffer;
  readonly etag: string;
}

export interface Prepared<Reply> extends Body {
  readonly value: Reply;
}

const plainBytes = 4 << 20;
const compress = promisify(gzip);

export async function bodyOf(text: string): Promise<Body> {
  const json = Buffer.from(text);
  // Weak, because plain and compressed answers share it.
  const etag = `W/"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`;
  return { json: json.length <= plainBytes ? json : undefined, gzip: await compress(json, { level: 4 }), etag };
}

export async function prepare<Reply>(value: Reply): Promise<Prepared<Reply>> {
  return { value, ...(await bodyOf(JSON.stringify(value))) };
}

export function isBody(answer: unknown): answer is Body {
  return typeof answer === 'object' && answer !== null && 'json' in answer && 'gzip' in answer && 'etag' in answer;
}
