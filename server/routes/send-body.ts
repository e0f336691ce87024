import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Body } from '../answers/prepared.ts';

export const takesGzip = (accepted: unknown): boolean => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(accepted ?? ''));

/** 304 where the caller has it already; compressed where they can read that. */
export function sendBody(request: FastifyRequest, reply: FastifyReply, { json, gzip, etag }: Body): FastifyReply {
  reply.headers({ etag, vary: 'accept-encoding' });
  const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim());
  if (known.includes(etag)) return reply.code(304).send();
  reply.type('application/json; charset=utf-8');
  if (takesGzip(request.headers['accept-encoding'])) return reply.header('content-encoding', 'gzip').send(gzip);
  return reply.send(json ?? Readable.from([gzip]).pipe(createGunzip()));
}
