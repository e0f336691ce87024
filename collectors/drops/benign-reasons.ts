import { benignDrop } from '../../bpf/gen/drops.ts';

/** The label of each, in the order of the kernel side's enum. */
export const benignReasons = Object.keys(benignDrop)
  .map((name) => name.replace('BENIGN_', '').toLowerCase())
  .slice(0, benignDrop.BENIGN_COUNT);
