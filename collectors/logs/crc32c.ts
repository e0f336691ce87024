/** CRC-32C (Castagnoli), which Kafka has over its batches; that of node:zlib is another. Eight bytes at a time, by a table for each. */
const polynomial = 0x82f63b78;
const tableSize = 256;
const atOnce = 8;

function tables(): Uint32Array {
  const table = new Uint32Array(tableSize * atOnce);
  for (let byte = 0; byte < tableSize; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    table[byte] = value;
  }
  for (let at = tableSize; at < table.length; at += 1) {
    const before = of(table, at - tableSize);
    table[at] = (before >>> 8) ^ of(table, before & 255);
  }
  return table;
}

const of = (numbers: Uint8Array | Uint32Array, at: number): number => numbers[at] ?? 0;
const table = tables();

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  let at = 0;
  for (const end = bytes.length - (bytes.length % atOnce); at < end; at += atOnce) {
    crc =
      of(table, 1792 + ((crc & 255) ^ of(bytes, at))) ^
      of(table, 1536 + (((crc >>> 8) & 255) ^ of(bytes, at + 1))) ^
      of(table, 1280 + (((crc >>> 16) & 255) ^ of(bytes, at + 2))) ^
      of(table, 1024 + ((crc >>> 24) ^ of(bytes, at + 3))) ^
      of(table, 768 + of(bytes, at + 4)) ^
      of(table, 512 + of(bytes, at + 5)) ^
      of(table, 256 + of(bytes, at + 6)) ^
      of(table, of(bytes, at + 7));
  }
  for (; at < bytes.length; at += 1) crc = (crc >>> 8) ^ of(table, (crc & 255) ^ of(bytes, at));
  return (crc ^ 0xffffffff) >>> 0;
}
