import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';

const here = new URL('.', import.meta.url);
const css = readFileSync(new URL('fonts.css', here), 'utf8');

/** Tags of WOFF2's table directory, by their number; only the one that is read here, the rest by position. */
const cmapTag = 0;
const glyfTag = 10;
const locaTag = 11;

function readVariable(bytes: Buffer, start: number): { value: number; next: number } {
  let value = 0;
  let at = start;
  for (;;) {
    const byte = bytes.readUInt8(at);
    at += 1;
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return { value, next: at };
  }
}

/** The `cmap` table of a WOFF2 font (W3C WOFF File Format 2.0, sections 4 and 5). */
function cmapOf(file: Buffer): Buffer {
  assert.equal(file.toString('latin1', 0, 4), 'wOF2');
  let at = 48;
  let offset = 0;
  let found: { start: number; length: number } | undefined;
  for (let table = 0; table < file.readUInt16BE(12); table += 1) {
    const flags = file.readUInt8(at);
    const tag = flags & 0x3f;
    const original = readVariable(file, tag === 0x3f ? at + 5 : at + 1);
    // glyf and loca are transformed unless their version is 3, every other table only if its version is not 0.
    const version = flags >> 6;
    const transformed = tag === glyfTag || tag === locaTag ? version !== 3 : version !== 0;
    const stored = transformed ? readVariable(file, original.next) : original;
    if (tag === cmapTag) found = { start: offset, length: stored.value };
    offset += stored.value;
    at = stored.next;
  }
  assert.ok(found, 'the font has a cmap');
  return brotliDecompressSync(file.subarray(at, at + file.readUInt32BE(20))).subarray(found.start, found.start + found.length);
}

function segments(table: Buffer): { first: number; last: number }[] {
  const format = table.readUInt16BE(0);
  if (format === 12) {
    return Array.from({ length: table.readUInt32BE(12) }, (_, group) => ({
      first: table.readUInt32BE(16 + group * 12),
      last: table.readUInt32BE(20 + group * 12),
    }));
  }
  assert.ok(format === 4 || format === 14, `cmap format ${format}`);
  if (format === 14) return [];
  const count = table.readUInt16BE(6) / 2;
  return Array.from({ length: count }, (_, segment) => ({
    last: table.readUInt16BE(14 + segment * 2),
    first: table.readUInt16BE(16 + count * 2 + segment * 2),
  }));
}

function charactersOf(path: URL): Set<number> {
  const cmap = cmapOf(readFileSync(path));
  const tables = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.subarray(cmap.readUInt32BE(8 + index * 8)));
  const ranges = tables.flatMap(segments).filter(({ first }) => first !== 0xffff);
  return new Set(ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index)));
}

interface Face {
  readonly family: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly characters: ReadonlySet<number>;
}

const faces = [...css.matchAll(/font-family: "([^"]+)";[^}]*?url\("([^"]+)"\)[^}]*?unicode-range:([^;]+);/g)].map(
  ([, family = '', url = '', range = '']): Face => {
    const ranges = [...range.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)].map(
      ([, first = '', last = first]) => [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const,
    );
    return { family, ranges, characters: charactersOf(new URL(url, here)) };
  },
);

/** The face that a browser asks: the last one whose range holds the character. */
function shows(family: string, character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const face = faces.findLast((candidate) => candidate.family === family && candidate.ranges.some(([first, last]) => code >= first && code <= last));
  return face?.characters.has(code) ?? false;
}

const written = globSync('**/*.{ts,tsx}', { cwd: here })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => readFileSync(new URL(file, here), 'utf8').replaceAll('\\u202f', '\u202f'))
  .join('');
const signs = new Set([...written, ...'≥≈→µ×\u202f'].filter((character) => character > '\u007f'));

for (const family of ['Inter', 'JetBrains Mono']) {
  test(`${family} as shipped holds every sign that the console writes`, () => {
    assert.ok(faces.some((face) => face.family === family));
    const missing = [...signs].filter((sign) => !shows(family, sign)).map((sign) => `${sign} U+${sign.codePointAt(0)?.toString(16)}`);
    assert.deepEqual(missing, []);
  });
}
