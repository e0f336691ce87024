import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { codeOf } from '../../runtime/file-errors.ts';
import { decodeRequest } from './messages.ts';
import { UnreadableError } from './value.ts';

/** As it is sent, and again when it is unpacked. */
const mostBytes = 4 << 20;

export class TooLargeError extends Error {}

export type BodyFormat = 'protobuf' | 'json';

const formats: ReadonlyMap<string, BodyFormat> = new Map([
  ['application/x-protobuf', 'protobuf'],
  ['application/json', 'json'],
]);

/** By the header Content-Type; undefined for what is not read. */
export function formatOf({ headers }: IncomingMessage): BodyFormat | undefined {
  return formats.get((headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');
}

export function isPacked({ headers }: IncomingMessage): boolean | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  return encoding === 'gzip' ? true : encoding === 'identity' ? false : undefined;
}

/** The whole body, unpacked. */
export async function bodyOf(request: IncomingMessage, packed: boolean): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) throw tooLarge();
    parts.push(part);
  }
  return packed ? unpacked(Buffer.concat(parts)) : Buffer.concat(parts);
}

async function unpacked(body: Buffer): Promise<Buffer> {
  try {
    return await promisify(gunzip)(body, { maxOutputLength: mostBytes });
  } catch (cause) {
    if (codeOf(cause) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new UnreadableError('the body is no gzip', { cause });
  }
}

function tooLarge(): TooLargeError {
  return new TooLargeError(`the body has more than ${mostBytes} bytes; send fewer records at once`);
}

export function decodedBody(body: Buffer, format: BodyFormat): object {
  try {
    const request: unknown = format === 'json' ? JSON.parse(body.toString()) : decodeRequest(body);
    if (typeof request === 'object' && request !== null) return request;
  } catch (cause) {
    throw new UnreadableError(`the body is no ${format === 'json' ? 'JSON' : 'ExportLogsServiceRequest'}`, { cause });
  }
  throw new UnreadableError('the body is no object');
}
