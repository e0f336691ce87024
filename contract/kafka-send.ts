import kafkajs, { type Message, type Producer } from 'kafkajs';
import { kafkaErrorType } from './kafka-error.ts';

const { GZIP, ZSTD } = kafkajs.CompressionTypes;

export interface Sent {
  readonly topic: string;
  readonly messages: Message[];
}

/** Resolves when all replicas have them. A broker that takes no zstd, as an old one or a managed one, gets gzip from then on, which all take. */
export function sender(producer: Pick<Producer, 'send'>, onTrouble: (trouble: string) => void): (sent: Sent) => Promise<void> {
  let takesZstd = true;
  const send = async (sent: Sent, compression: number) => void (await producer.send({ ...sent, acks: -1, compression }));
  return async (sent) => {
    if (!takesZstd) return await send(sent, GZIP);
    try {
      await send(sent, ZSTD);
    } catch (cause) {
      if (kafkaErrorType(cause) !== 'UNSUPPORTED_COMPRESSION_TYPE') throw cause;
      // Others may have been under way.
      if (takesZstd) onTrouble('the broker takes no zstd: what is sent to it is compressed by gzip from now on');
      takesZstd = false;
      await send(sent, GZIP);
    }
  };
}
