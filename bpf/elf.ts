/** The little of ELF that a BPF object needs: 64-bit little-endian sections and symbols. */

export interface Elf {
  /** The bytes of a section, or undefined where the object has none of that name. */
  section(name: string): Buffer | undefined;
  /** Symbols that lie in a section: name → offset. */
  symbolsIn(section: string): Map<string, number>;
}

interface Section {
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
  readonly link: number;
}

export function parseElf(file: Buffer): Elf {
  if (file.readUInt32BE(0) !== 0x7f454c46) throw new Error('not an ELF file');
  const sections = readSections(file);
  const bytesOf = ({ at, bytes }: Section) => file.subarray(at, at + bytes);
  const find = (name: string) => sections.find((section) => section.name === name);
  return {
    section(name) {
      const section = find(name);
      return section && bytesOf(section);
    },
    symbolsIn(name) {
      const index = sections.findIndex((section) => section.name === name);
      const table = find('.symtab');
      const strings = table && sections[table.link];
      return table && strings ? readSymbols(bytesOf(table), bytesOf(strings), index) : new Map();
    },
  };
}

function readSections(file: Buffer): Section[] {
  const tableAt = Number(file.readBigUInt64LE(0x28));
  const entryBytes = file.readUInt16LE(0x3a);
  const count = file.readUInt16LE(0x3c);
  const header = (index: number) => tableAt + index * entryBytes;
  const namesAt = Number(file.readBigUInt64LE(header(file.readUInt16LE(0x3e)) + 0x18));
  return Array.from({ length: count }, (_, index) => ({
    name: cString(file, namesAt + file.readUInt32LE(header(index))),
    at: Number(file.readBigUInt64LE(header(index) + 0x18)),
    bytes: Number(file.readBigUInt64LE(header(index) + 0x20)),
    link: file.readUInt32LE(header(index) + 0x28),
  }));
}

function readSymbols(table: Buffer, strings: Buffer, section: number): Map<string, number> {
  const symbols = new Map<string, number>();
  for (let at = 0; at + 24 <= table.length; at += 24) {
    if (table.readUInt16LE(at + 6) === section) symbols.set(cString(strings, table.readUInt32LE(at)), Number(table.readBigUInt64LE(at + 8)));
  }
  return symbols;
}

function cString(buffer: Buffer, at: number): string {
  return buffer.toString('utf8', at, buffer.indexOf(0, at));
}
