import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Btf, type Member, parseBtf } from './btf.ts';
import { type Elf, parseElf } from './elf.ts';

/** Structs that cross to user space as plain bytes. */
const opaqueStructs = new Set(['address']);
/** Typedefs whose values use all 64 bits. */
const wideTypedefs = new Set(['process_id', 'kernel_address']);
/** Where the structs are read that an object has inside its own and does not export: those of the tables that all share. */
const sharedReaders = './sockets.ts';

const camel = (name: string) => name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string) => camel(`_${name}`);

/**
 * The TypeScript reader of one BPF object, from its BTF: every struct and enum that the object exports, and its
 * settings; empty where it has none. Throws where a struct has implicit padding: those bytes would leave the kernel
 * unzeroed.
 */
export function readersOf(object: Buffer): string {
  const elf = parseElf(object);
  const blob = elf.section('.BTF');
  if (!blob) throw new Error('the object has no BTF: compile it with -g');
  const btf = parseBtf(blob);
  const { structs, enums } = exportedTypes(btf);
  const parts = [...enums.map((id) => enumSource(btf, id)), ...structs.map((id) => structSource(btf, id)), settingsSource(btf, elf)].filter(Boolean);
  if (parts.length === 0) return '';
  return `// Generated from the object's BTF by bpf/generate-readers.ts.\n${importsOf(parts.join(''))}${parts.join('\n')}`;
}

/** What EXPORT() in the C source names: pointers called exported_*. */
function exportedTypes(btf: Btf): { structs: number[]; enums: number[] } {
  const structs: number[] = [];
  const enums: number[] = [];
  for (const id of btf.ofKind('variable')) {
    if (!btf.name(id).startsWith('exported_')) continue;
    const pointed = btf.resolve(btf.target(btf.variable(id).type));
    (btf.isKind(pointed.id, 'enum') ? enums : structs).push(pointed.id);
  }
  return { structs, enums };
}

function enumSource(btf: Btf, id: number): string {
  const entries = [...btf.enumerators(id)].map(([name, value]) => `  ${name}: ${value},\n`);
  return `export const ${camel(btf.name(id))} = {\n${entries.join('')}} as const;\n`;
}

function structSource(btf: Btf, id: number): string {
  const name = btf.name(id);
  const members = btf.members(id);
  refusePadding(btf, id, members);
  const size = `export const ${camel(name)}Bytes = ${btf.bytes(id)};\n`;
  return size + (members.every((member) => isPlainWords(btf, member.type)) ? wordsSource(name, members) : readerSource(btf, name, members));
}

function refusePadding(btf: Btf, id: number, members: readonly Member[]): void {
  let end = 0;
  for (const member of members) {
    if (member.offset !== end) throw new Error(`struct ${btf.name(id)} has implicit padding before ${member.name}: name it`);
    end += btf.bytes(member.type);
  }
  if (end !== btf.bytes(id)) throw new Error(`struct ${btf.name(id)} has implicit padding at its end: name it`);
}

function isPlainWords(btf: Btf, type: number): boolean {
  const resolved = btf.resolve(type);
  if (btf.isKind(type, 'array')) return isPlainWords(btf, btf.element(resolved.id).type);
  return btf.isKind(type, 'int') && btf.bytes(type) === 8 && !wideTypedefs.has(resolved.typedef);
}

/** A struct of 64-bit counters is read as a row of words. */
function wordsSource(name: string, members: readonly Member[]): string {
  const entries = members.map((member) => `  ${camel(member.name)}: ${member.offset / 8},\n`);
  return `/** The place of each 64-bit word. */\nexport const ${camel(name)}Words = {\n${entries.join('')}} as const;\n`;
}

function readerSource(btf: Btf, name: string, members: readonly Member[]): string {
  const shown = members.filter((member) => member.name !== 'reserved');
  const fields = shown.map((member) => `  readonly ${camel(member.name)}: ${tsType(btf, member.type)};\n`);
  const reads = shown.map((member) => `    ${camel(member.name)}: ${readOf(btf, member.type, member.offset)},\n`);
  const places = shown.map((member) => `  ${camel(member.name)}: ${member.offset},\n`);
  return (
    `/** The byte at which each member begins. */\nexport const ${camel(name)}Places = {\n${places.join('')}} as const;\n\n` +
    `export interface ${pascal(name)} {\n${fields.join('')}}\n\n` +
    `export function read${pascal(name)}(view: DataView, at: number): ${pascal(name)} {\n  return {\n${reads.join('')}  };\n}\n`
  );
}

function tsType(btf: Btf, type: number): string {
  const { typedef, name } = btf.resolve(type);
  if (btf.isKind(type, 'array') || opaqueStructs.has(name)) return 'Uint8Array';
  if (btf.isKind(type, 'struct')) return pascal(name);
  return wideTypedefs.has(typedef) ? 'bigint' : 'number';
}

function readOf(btf: Btf, type: number, offset: number): string {
  const { typedef, name } = btf.resolve(type);
  const size = btf.bytes(type);
  if (btf.isKind(type, 'array') || opaqueStructs.has(name)) return `bytesAt(view, at + ${offset}, ${size})`;
  if (btf.isKind(type, 'struct')) return `read${pascal(name)}(view, at + ${offset})`;
  if (wideTypedefs.has(typedef)) return `view.getBigUint64(at + ${offset}, true)`;
  if (size === 8) return `wordAt(view, at + ${offset})`;
  return size === 1 ? `view.getUint8(at + ${offset})` : `view.getUint${size * 8}(at + ${offset}, true)`;
}

function settingsSource(btf: Btf, elf: Elf): string {
  const offsets = elf.symbolsIn('.rodata');
  const settings = btf.ofKind('variable').filter((id) => !btf.variable(id).isStatic && offsets.has(btf.name(id)));
  if (settings.length === 0) return '';
  const entries = settings.map((id) => `  ${camel(btf.name(id))}: { offset: ${offsets.get(btf.name(id))}, bytes: ${btf.bytes(btf.variable(id).type)} },\n`);
  return `/** Where each setting lies in .rodata. */\nexport const settings = {\n${entries.join('')}} as const;\n`;
}

function importsOf(source: string): string {
  const words = ['bytesAt', 'wordAt'].filter((name) => source.includes(`${name}(`));
  const nested = new Set([...source.matchAll(/: read(\w+)\(/g)].map(([, type = '']) => type));
  const shared = [...nested].filter((type) => !source.includes(`function read${type}(`)).flatMap((type) => [`type ${type}`, `read${type}`]);
  const lines = Object.entries({ '../words.ts': words, [sharedReaders]: shared }).filter(([, names]) => names.length > 0);
  return `${lines.map(([from, names]) => `import { ${names.join(', ')} } from '${from}';\n`).join('')}\n`;
}

/** Writes `<folder>/<name>.ts` for each object that has a reader; files that would not change are left alone. */
export function writeReaders(objects: readonly string[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const path of objects) {
    const name = basename(path, '.bpf.o');
    const source = withFile(path, () => readersOf(readFileSync(path)));
    const target = join(folder, `${name}.ts`);
    if (source !== '' && readIfThere(target) !== source) writeFileSync(target, source);
  }
}

function withFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new Error(`generating the reader of ${path}`, { cause });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
