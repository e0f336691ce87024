/** Microseconds since the epoch, and what they leave out: the nanoseconds, and how many digits of a second were written. */
export interface LogTime {
  readonly us: number;
  /** Nanoseconds × 10 + digits. */
  readonly fine: number;
}

const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;
/** Most lines have the second of the one before. */
let last = { second: '', us: Number.NaN };
let lastWritten = { seconds: Number.NaN, text: '' };

/** Undefined where it is not RFC 3339 in UTC. */
export function readTime(text: string): LogTime | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, second = '', fraction = ''] = match;
  if (second !== last.second) last = { second, us: Date.parse(`${second}Z`) * 1000 };
  if (Number.isNaN(last.us)) return undefined;
  const digits = fraction.padEnd(9, '0');
  return { us: last.us + Number(digits.slice(0, 6)), fine: Number(digits.slice(6)) * 10 + fraction.length };
}

export function writeTime({ us, fine }: LogTime): string {
  const seconds = Math.floor(us / 1e6);
  if (seconds !== lastWritten.seconds) lastWritten = { seconds, text: new Date(seconds * 1000).toISOString().slice(0, 19) };
  const digits = fine % 10;
  const nanos = (us - seconds * 1e6) * 1000 + Math.floor(fine / 10);
  const fraction = digits === 0 ? '' : `.${String(nanos).padStart(9, '0').slice(0, digits)}`;
  return `${lastWritten.text}${fraction}Z`;
}
