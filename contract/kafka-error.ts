/** What the protocol calls it, as `UNKNOWN_TOPIC_OR_PARTITION`: kafkajs has it in the cause, where it tried again before. */
export function kafkaErrorType(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return 'type' in error ? error.type : kafkaErrorType(error.cause);
}
