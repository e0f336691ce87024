import { type Ingest, type PostAnswer, postBody } from './post-body.ts';

/** Sends a batch; rejects where no answer comes in time. */
export function postRecords(ingest: Ingest, records: readonly string[], timeoutMs: number): Promise<PostAnswer> {
  const body = Buffer.from(`{"records":[${records.join(',')}]}`);
  const headers = { 'Content-Type': 'application/json' };
  return postBody(ingest, { what: `${records.length} records`, body, headers }, AbortSignal.timeout(timeoutMs));
}
