/** The message with those of its causes: `loading tcp.bpf.o: EPERM: operation not permitted`. */
export function fullMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${fullMessage(error.cause)}`;
}
