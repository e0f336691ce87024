import type { Identity } from '#contract/identity.ts';
import { type ConnectFailedEvent, connectFailedEventBytes, readConnectFailedEvent } from '../../bpf/gen/sockets.ts';

/** What a sampled failure says, once its ends have names. */
export interface FailedConnect {
  readonly at: Date;
  readonly client: Identity;
  readonly server: Identity;
  readonly port: number;
  readonly reason: number;
  readonly afterMs: number;
}

export interface FailedConnectNames {
  process(id: bigint): Identity;
  peer(address: Uint8Array, netns: number, port: number): Identity;
}

/** Decodes an event of the ring. The kernel's clock is monotonic, so the time is taken relative to now. */
export function failedConnectOf(view: DataView, names: FailedConnectNames): FailedConnect {
  if (view.byteLength !== connectFailedEventBytes) throw new Error(`a failed connect has ${connectFailedEventBytes} bytes, not ${view.byteLength}`);
  const event = readConnectFailedEvent(view, 0);
  return {
    at: new Date(Date.now() - ageMs(event)),
    client: names.process(event.process),
    server: names.peer(event.address, event.netns, event.port),
    port: event.port,
    reason: event.reason,
    afterMs: event.afterUs / 1000,
  };
}

function ageMs({ at }: ConnectFailedEvent): number {
  return Math.max(0, Number(process.hrtime.bigint()) / 1e6 - at / 1e6);
}
