import { drops } from './drops.ts';
import { host } from './host.ts';
import { l7 } from './l7.ts';
import { lifecycle } from './lifecycle.ts';
import { oom } from './oom.ts';
import type { Collector } from './runtime/collector.ts';
import { tcp } from './tcp.ts';
import { udp } from './udp.ts';
import { unix } from './unix.ts';

/** Every collector, in alphabetical order. To add one, write its files and list it here. */
export const collectors: readonly Collector[] = [drops, host, l7, lifecycle, oom, tcp, udp, unix];
