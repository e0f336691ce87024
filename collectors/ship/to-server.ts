import type { LogsConfig } from '#contract/children.ts';
import { logBatchHeaders } from '#contract/log-batch.ts';
import { fullMessage } from '../runtime/full-message.ts';
import type { Send } from './deliver.ts';
import { postBody } from './post-body.ts';

const timeoutMs = 30_000;
/** Answers that the same lines would get again. */
const hopeless = new Set([400, 413, 415, 422]);

export interface ToServer {
  /** What it sends, in a word: lines. */
  readonly what: string;
  readonly agent: string;
  readonly ingest: LogsConfig['ingest'];
}

/** The server takes frames as they are. */
export function toServer({ what, agent, ingest }: ToServer): Send {
  return async (frame, signal) => {
    const headers = {
      'Content-Type': 'application/x-ndjson',
      'Content-Encoding': 'zstd',
      [logBatchHeaders.agent]: agent,
      [logBatchHeaders.spool]: frame.spool,
      [logBatchHeaders.first]: String(frame.first),
      [logBatchHeaders.count]: String(frame.count),
      [logBatchHeaders.day]: frame.day,
      [logBatchHeaders.sent]: String(Date.now()),
      ...(frame.lost && { [logBatchHeaders.lostBy]: frame.lost.by }),
    };
    try {
      const posted = { what: `${frame.count} ${what}`, body: frame.lines, headers };
      const { status, text, retryAfterMs } = await postBody(ingest, posted, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
      if (status >= 200 && status < 300) return { is: 'taken' };
      const why = `the server answered ${status}: ${text}`;
      return hopeless.has(status) ? { is: 'refused', why } : { is: 'later', why, askedMs: retryAfterMs };
    } catch (cause) {
      return { is: 'later', why: fullMessage(cause), askedMs: 0 };
    }
  };
}
