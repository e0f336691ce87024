/** No double needs more characters than `-2.2250738585072014e-308`. */
export const longestNumber = 24;

const digits = new Uint8Array(longestNumber);
const zero = 48;
const minus = 45;

/** Writes the shortest text that reads back as `value`, returns the position after it. Whole numbers take no garbage. */
export function writeNumber(target: Uint8Array, at: number, value: number): number {
  return Number.isSafeInteger(value) ? writeInteger(target, at, value) : writeText(target, at, textOf(value));
}

function writeInteger(target: Uint8Array, start: number, value: number): number {
  let at = start;
  if (value < 0) target[at++] = minus;
  let first = longestNumber;
  let rest = Math.abs(value);
  for (; rest >= 1e9; rest = Math.floor(rest / 1e9)) first = nineDigits(rest % 1e9, first);
  do {
    const tenth = (rest / 10) | 0;
    digits[--first] = zero + rest - tenth * 10;
    rest = tenth;
  } while (rest > 0);
  for (; first < longestNumber; first++) target[at++] = digits[first] ?? zero;
  return at;
}

function nineDigits(group: number, end: number): number {
  let rest = group;
  for (let position = end - 1; position >= end - 9; position--) {
    const tenth = (rest / 10) | 0;
    digits[position] = zero + rest - tenth * 10;
    rest = tenth;
  }
  return end - 9;
}

function textOf(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

function writeText(target: Uint8Array, start: number, text: string): number {
  for (let index = 0; index < text.length; index++) target[start + index] = text.charCodeAt(index);
  return start + text.length;
}
