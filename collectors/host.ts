import { openHost } from './host/open.ts';
import type { Collector } from './runtime/collector.ts';

export const host: Collector = {
  name: 'host',
  help: 'The host itself: CPU, memory, pressure, disks, filesystems, network, clock, and who uses CPU and memory.',
  metrics: [],
  open: (context) => openHost(context),
};
