/** An answer of `fetch`, or what stands for one. */
interface Streamed {
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** The body; undefined where it is longer, and then no more of it is read. */
export async function boundedBytes(response: Streamed, maxBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function boundedText(response: Streamed, maxBytes: number): Promise<string | undefined> {
  return (await boundedBytes(response, maxBytes))?.toString('utf8');
}
