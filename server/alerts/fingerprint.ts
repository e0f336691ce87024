const encoder = new TextEncoder();
const separator = 255;

/** Alertmanager’s id of a set of labels: FNV-1a of 64 bits over its sorted names and values. */
export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  const add = (byte: number) => {
    low = (low ^ byte) >>> 0;
    // The prime is 2^40 + 0x1b3: a product of 32 by 9 bits is exact.
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  };
  for (const name of Object.keys(labels).sort()) {
    for (const byte of encoder.encode(name)) add(byte);
    add(separator);
    for (const byte of encoder.encode(labels[name])) add(byte);
    add(separator);
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
