import { compute } from './rules/compute.ts';
import { edges } from './rules/edges.ts';
import { filesystems } from './rules/filesystems.ts';
import { kernel } from './rules/kernel.ts';
import { memory } from './rules/memory.ts';
import { network } from './rules/network.ts';
import { whatIsPassedOn } from './rules/passed-on.ts';
import { pipeline } from './rules/pipeline.ts';
import { prometheus } from './rules/prometheus.ts';
import { sonde } from './rules/sonde.ts';
import type { AlertGroup } from './rules-file.ts';

const often = { everyScrapes: 3, testedEvery: '30s' } as const;

/** Every alert; a group is a file of rules. To add one, write it beside those of its subject. */
export const alertGroups: readonly AlertGroup[] = [
  { name: 'compute', alerts: compute, ...often },
  // What reads alerts comes after them, so that both are of one look.
  { name: 'edges', alerts: [...edges, ...whatIsPassedOn], ...often },
  // What they look back on is long, and what they tell of is slow.
  { name: 'filesystems', alerts: filesystems, everyScrapes: 6, testedEvery: '5m' },
  { name: 'kernel', alerts: kernel, ...often },
  { name: 'memory', alerts: memory, ...often },
  { name: 'network', alerts: network, ...often },
  { name: 'pipeline', alerts: pipeline, ...often },
  { name: 'prometheus', alerts: prometheus, ...often },
  { name: 'sonde', alerts: sonde, ...often },
];
