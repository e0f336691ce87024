// Generated from the object's BTF by bpf/generate-readers.ts.

/** Where each setting lies in .rodata. */
export const settings = {
  requestsFollowed: { offset: 0, bytes: 4 },
  l7BoundsTicks: { offset: 8, bytes: 128 },
} as const;
