import { hostClock } from '#contract/host-metrics.ts';
import type { HostSources } from './sources.ts';

/** `struct timex` on 64-bit Linux has 208 bytes. */
const timexBytes = 256;
const offsetAt = 8;
const maximumErrorAt = 24;
const estimatedErrorAt = 32;
const statusAt = 40;
/** STA_NANO: the offset is in nanoseconds; all else is in microseconds. */
const inNanoseconds = 0x2000;
/** TIME_ERROR: nobody keeps the clock. */
const unsynchronized = 5;
const nsPerSecond = 1e9;
const usPerSecond = 1e6;
/** The kernel carries an offset of at most half a second, and lets the error grow to 16 s. */
const impossibleSeconds = 60;
const impossibleUptime = 2 ** 32;

export interface KernelClock {
  readonly offsetSeconds: number;
  readonly maximumErrorSeconds: number;
  readonly estimatedErrorSeconds: number;
  readonly isSynchronized: boolean;
}

/** What adjtimex(2) answered. */
export function kernelClockOf(timex: Uint8Array, state: number): KernelClock {
  const view = new DataView(timex.buffer, timex.byteOffset);
  const long = (at: number) => Number(view.getBigInt64(at, true));
  return {
    offsetSeconds: long(offsetAt) / (view.getInt32(statusAt, true) & inNanoseconds ? nsPerSecond : usPerSecond),
    maximumErrorSeconds: long(maximumErrorAt) / usPerSecond,
    estimatedErrorSeconds: long(estimatedErrorAt) / usPerSecond,
    isSynchronized: state !== unsynchronized,
  };
}

/** The host's clock, and how far the kernel's time daemon believes it to be off. */
export function clock(host: HostSources, readKernelClock: (timex: Uint8Array) => number): () => void {
  const plausible = (field: string, seconds: number | undefined): number | undefined =>
    seconds === undefined || Math.abs(seconds) < impossibleSeconds ? seconds : host.reject('adjtimex', field);

  const show = (now: KernelClock | undefined): void => {
    host.gauge(hostClock.offset, plausible('offset', now?.offsetSeconds));
    host.gauge(hostClock.maximumError, plausible('maxerror', now?.maximumErrorSeconds));
    host.gauge(hostClock.estimatedError, plausible('esterror', now?.estimatedErrorSeconds));
    host.gauge(hostClock.synchronized, now && Number(now.isSynchronized));
  };

  return () => {
    host.gauge(hostClock.time, Date.now() / 1000);
    host.gauge(hostClock.uptime, host.decimal('uptime', 'uptime', host.procText('uptime')?.split(' ', 1)[0], impossibleUptime));
    const timex = new Uint8Array(timexBytes);
    let now: KernelClock | undefined;
    try {
      now = kernelClockOf(timex, readKernelClock(timex));
    } finally {
      show(now);
    }
  };
}
