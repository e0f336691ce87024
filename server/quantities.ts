/** Quantities in sentences, with the unit that fits. */

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${figures(bytes / 1024 ** power)} ${byteUnits[power]}`;
}

export function secondsText(seconds: number): string {
  if (seconds < 0.001) return `${figures(seconds * 1e6)} µs`;
  return seconds < 1 ? `${figures(seconds * 1000)} ms` : `${figures(seconds)} s`;
}

/** At most three digits that matter. */
export function figures(value: number): string {
  return String(Number(value.toPrecision(3)));
}
