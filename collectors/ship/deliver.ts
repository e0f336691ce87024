import { setTimeout as delay } from 'node:timers/promises';
import { sayWhy } from './say-why.ts';
import type { Spool } from './spool/spool.ts';
import type { Spooled } from './spool/spooled.ts';

const backOffMs = { first: 200, most: 10_000, mostAsked: 60_000 };
/** A server that starts beside this process, or again, is no trouble to speak of. */
const failuresUntilSaid = 5;

export interface DeliverOptions {
  readonly spool: Spool;
  /** Where frames go. */
  readonly send: Send;
  readonly onRejected: (lines: number) => void;
  readonly onTrouble: (trouble: string) => void;
  readonly signal: AbortSignal;
}

/** What became of a frame. */
export type Verdict =
  | { readonly is: 'taken'; readonly refused?: { readonly lines: number; readonly why: string } }
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'later'; readonly why: string; readonly askedMs: number };

/** Takes a frame to where it is kept. */
export type Send = (frame: Spooled, signal: AbortSignal) => Promise<Verdict>;

/** Sends what is spooled, oldest first and one frame at a time, until it is told to stop. */
export async function deliver({ spool, send, onRejected, onTrouble, signal }: DeliverOptions): Promise<void> {
  const sayWhyNot = sayWhy(failuresUntilSaid, onTrouble);
  let failures = 0;
  let frame: Spooled | undefined;
  while (!signal.aborted) {
    frame ??= await spool.oldest(signal);
    const verdict = await send(frame, signal);
    if (verdict.is === 'later') {
      failures += 1;
      sayWhyNot(failures, verdict.why);
      const ownMs = Math.min(backOffMs.most, backOffMs.first * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
      await delay(Math.max(ownMs, Math.min(verdict.askedMs, backOffMs.mostAsked)), undefined, { signal }).catch(() => {});
      continue;
    }
    failures = 0;
    const refused = verdict.is === 'refused' ? { lines: frame.count, why: verdict.why } : verdict.refused;
    if (refused !== undefined) {
      onRejected(refused.lines);
      onTrouble(refused.why);
    }
    if (verdict.is === 'refused') spool.refuse(frame);
    else spool.acknowledge(frame);
    frame = undefined;
  }
}
