import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../whole-file.ts';

const tokenBytes = 32;
const tokenForm = /^[\w-]{43}$/;

export interface ConsoleToken {
  readonly token: string;
  /** Why it could not be kept; it then holds until the server ends. */
  readonly failure: Error | undefined;
}

/** The token of the console, from its file; made where there is none, or none that is whole. */
export async function consoleToken(folder: string): Promise<ConsoleToken> {
  const path = join(folder, 'console.token');
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (tokenForm.test(kept)) return { token: kept, failure: undefined };
  const token = randomBytes(tokenBytes).toString('base64url');
  try {
    await writeWhole(path, `${token}\n`);
    return { token, failure: undefined };
  } catch (cause) {
    return { token, failure: new Error(`writing ${path}`, { cause }) };
  }
}

/** Equal, in a time that says nothing about where they differ. */
export function equalSecrets(given: string, secret: string): boolean {
  const [a, b] = [given, secret].map((text) => createHmac('sha256', 'sonde').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

const sessionSeconds = 30 * 86_400;

/**
 * What the browser keeps instead of the token: when it was given, and a proof that this server gave it. Nothing is stored, so
 * that it survives a restart; a new token ends all sessions. A cookie of 127.0.0.1 reaches every port of the machine, which is
 * why it must not be the token.
 */
export function newSession(token: string, nowMs: number): { value: string; maxAgeSeconds: number } {
  const issued = String(Math.floor(nowMs / 1000));
  return { value: `${issued}.${proof(token, issued)}`, maxAgeSeconds: sessionSeconds };
}

export function isSession(value: string, token: string, nowMs: number): boolean {
  const [, issued, given] = /^(\d{1,12})\.([\w-]{43})$/.exec(value) ?? [];
  if (issued === undefined || given === undefined || !equalSecrets(given, proof(token, issued))) return false;
  const ageSeconds = nowMs / 1000 - Number(issued);
  return ageSeconds > -60 && ageSeconds < sessionSeconds;
}

function proof(token: string, issued: string): string {
  return createHmac('sha256', token).update(`sonde console session ${issued}`).digest('base64url');
}
