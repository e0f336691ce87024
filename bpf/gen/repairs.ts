// Generated from the object's BTF by bpf/generate-readers.ts.

/** Where each setting lies in .rodata. */
export const settings = {
  l7SamplesPerSecond: { offset: 0, bytes: 4 },
  l7HellosPerSecond: { offset: 4, bytes: 4 },
  l7SlowTicks: { offset: 8, bytes: 4 },
  l7BoundsTicks: { offset: 16, bytes: 128 },
} as const;
