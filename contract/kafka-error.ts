/** What the protocol calls it, as `UNKNOWN_TOPIC_OR_PARTITION`: kafkajs has it in the cause, where it tried again before. */
export function kafkaErrorType(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return 'type' in error ? error.type : kafkaErrorType(error.cause);
}

/** Whether it began in Kafka, or on the way there, rather than in a program of ours that speaks with it. */
export function isOfKafka(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.cause === undefined ? error.name.startsWith('KafkaJS') : isOfKafka(error.cause);
}

/** What to look at, by what is said; the first that fits. */
const mends: readonly (readonly [RegExp, string])[] = [
  [/make them: /, ''],
  [/authoriz/i, 'does its user have the rights that docs/cluster.md lists?'],
  [/sasl|authenticat|credentials/i, 'are kafka.user, kafka.passwordFile and kafka.mechanism right?'],
  [/certificate|altnames|\bssl\b|\btls\b|EPROTO/i, 'are kafka.tls and kafka.ca right?'],
  // Of a listener that expects the other of the two, and of a broker that has gone.
  [/closed connection|disconnected|ECONNRESET/i, 'does it run, and is kafka.tls as it has it?'],
  [/getaddrinfo|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|connect/i, 'does it run there, and is kafka.brokers right?'],
];

/** With those of its causes; kafkajs says the same once more in most of them. */
function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const message = error.message.replace(/^Connection error: /, '');
  return error.cause === undefined ? [message] : [message, ...messagesOf(error.cause)];
}

/** One line: where, why, and what to look at. */
export function kafkaTrouble({ brokers }: { readonly brokers: readonly string[] }, error: unknown): string {
  const messages = messagesOf(error);
  const isNew = (message: string, place: number) => !messages.slice(0, place).some((one) => one.includes(message));
  const said = messages
    .filter(isNew)
    .join(': ')
    .replaceAll(/\s*\n\s*/g, ' ');
  const mend = mends.find(([form]) => form.test(said))?.[1] ?? '';
  return `Kafka at ${brokers.join(', ')}: ${said}${mend === '' ? '' : ` (${mend})`}`;
}
