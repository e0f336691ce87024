/** BTF, the kernel's own type description: https://docs.kernel.org/bpf/btf.html */

const headerMagic = 0xeb9f;

const kinds = {
  int: 1,
  pointer: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  forward: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  function: 12,
  prototype: 13,
  variable: 14,
  section: 15,
  float: 16,
  declarationTag: 17,
  typeTag: 18,
  enum64: 19,
} as const;

const headerOfType = 12;

/** Bytes that follow the type header, by kind: fixed, and per member. */
const trailing: Record<number, [fixed: number, perMember: number]> = {
  [kinds.int]: [4, 0],
  [kinds.array]: [12, 0],
  [kinds.struct]: [0, 12],
  [kinds.union]: [0, 12],
  [kinds.enum]: [0, 8],
  [kinds.prototype]: [0, 8],
  [kinds.variable]: [4, 0],
  [kinds.section]: [0, 12],
  [kinds.declarationTag]: [4, 0],
  [kinds.enum64]: [0, 12],
};

const wordBytes = 8;

export interface Member {
  readonly name: string;
  readonly type: number;
  readonly offset: number;
}

/** A type seen through typedefs and qualifiers: what it is, and the last typedef name on the way. */
export interface Resolved {
  readonly kind: number;
  readonly id: number;
  readonly name: string;
  readonly typedef: string;
}

export interface Btf {
  /** Ids of all types of a kind, in the file's order. */
  ofKind(kind: keyof typeof kinds): number[];
  name(id: number): string;
  resolve(id: number): Resolved;
  bytes(id: number): number;
  /** What a pointer points to. */
  target(id: number): number;
  members(id: number): Member[];
  element(id: number): { type: number; count: number };
  /** Name → value of an enum. */
  enumerators(id: number): Map<string, number>;
  /** Of a variable: its type, and whether other files may see it. */
  variable(id: number): { type: number; isStatic: boolean };
  isKind(id: number, kind: keyof typeof kinds): boolean;
}

/** Reads a BTF blob (of an object's .BTF section, or /sys/kernel/btf/vmlinux). Holds one offset a type, so the kernel's is cheap. */
export function parseBtf(blob: Buffer): Btf {
  if (blob.readUInt16LE(0) !== headerMagic) throw new Error('not BTF: the magic number is wrong');
  const headerBytes = blob.readUInt32LE(4);
  const typesAt = headerBytes + blob.readUInt32LE(8);
  const typesEnd = typesAt + blob.readUInt32LE(12);
  const stringsAt = headerBytes + blob.readUInt32LE(16);
  const offsets = typeOffsets(blob, typesAt, typesEnd);
  return reader(blob, offsets, stringsAt);
}

function typeOffsets(blob: Buffer, typesAt: number, typesEnd: number): Uint32Array {
  const offsets = new Uint32Array(1 + (typesEnd - typesAt) / headerOfType);
  let count = 1;
  for (let at = typesAt; at < typesEnd; count++) {
    offsets[count] = at;
    const info = blob.readUInt32LE(at + 4);
    const [fixed, perMember] = trailing[(info >>> 24) & 0x1f] ?? [0, 0];
    at += headerOfType + fixed + perMember * (info & 0xffff);
  }
  return offsets.subarray(0, count);
}

function reader(blob: Buffer, offsets: Uint32Array, stringsAt: number): Btf {
  const at = (id: number): number => {
    const offset = offsets[id];
    if (offset === undefined || id === 0) throw new Error(`BTF has no type ${id}`);
    return offset;
  };
  const text = (offset: number): string => blob.toString('utf8', stringsAt + offset, blob.indexOf(0, stringsAt + offset));
  const info = (id: number): number => blob.readUInt32LE(at(id) + 4);
  const kind = (id: number): number => (id === 0 ? 0 : (info(id) >>> 24) & 0x1f);
  const count = (id: number): number => info(id) & 0xffff;
  const target = (id: number): number => blob.readUInt32LE(at(id) + 8);
  const name = (id: number): string => (id === 0 ? 'void' : text(blob.readUInt32LE(at(id))));

  function resolve(id: number): Resolved {
    let typedef = '';
    let here = id;
    for (;;) {
      const k = kind(here);
      if (k === kinds.typedef) typedef ||= name(here);
      else if (k !== kinds.volatile && k !== kinds.const && k !== kinds.restrict && k !== kinds.typeTag) {
        return { kind: k, id: here, name: name(here), typedef };
      }
      here = target(here);
    }
  }

  const element = (id: number) => ({ type: blob.readUInt32LE(at(id) + 12), count: blob.readUInt32LE(at(id) + 20) });

  function bytes(id: number): number {
    const resolved = resolve(id);
    if (resolved.kind === kinds.pointer) return wordBytes;
    if (resolved.kind === kinds.array) {
      const { type, count: length } = element(resolved.id);
      return bytes(type) * length;
    }
    return target(resolved.id);
  }

  return {
    ofKind(wanted) {
      const ids: number[] = [];
      for (let id = 1; id < offsets.length; id++) if (kind(id) === kinds[wanted]) ids.push(id);
      return ids;
    },
    name,
    resolve,
    bytes,
    target,
    element,
    isKind: (id, wanted) => resolve(id).kind === kinds[wanted],
    members: (id) =>
      Array.from({ length: count(id) }, (_, i) => {
        const member = at(id) + 12 + i * 12;
        return { name: text(blob.readUInt32LE(member)), type: blob.readUInt32LE(member + 4), offset: (blob.readUInt32LE(member + 8) & 0xffffff) / 8 };
      }),
    enumerators: (id) =>
      new Map(
        Array.from({ length: count(id) }, (_, i) => {
          const entry = at(id) + 12 + i * 8;
          return [text(blob.readUInt32LE(entry)), blob.readInt32LE(entry + 4)] as const;
        }),
      ),
    variable: (id) => ({ type: target(id), isStatic: blob.readUInt32LE(at(id) + 12) === 0 }),
  };
}
