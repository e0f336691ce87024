import { readFileSync } from 'node:fs';
import { type Btf, parseBtf } from '../../bpf/btf.ts';

const kernelBtf = '/sys/kernel/btf/vmlinux';

/**
 * An enum of the running kernel: number → name in lower case without its prefix. Empty where the kernel has no such
 * enum or no BTF: expected on older kernels, and the caller's `other`.
 */
export function kernelEnum(name: string, prefix: string): ReadonlyMap<number, string> {
  const btf = readKernelBtf();
  const id = btf?.ofKind('enum').find((candidate) => btf.name(candidate) === name);
  if (btf === undefined || id === undefined) return new Map();
  return new Map([...btf.enumerators(id)].map(([entry, value]) => [value, entry.replace(prefix, '').toLowerCase()]));
}

function readKernelBtf(): Btf | undefined {
  try {
    return parseBtf(readFileSync(kernelBtf));
  } catch {
    return undefined;
  }
}
