import type { Unit } from './term.ts';

export interface Measure {
  readonly number: number;
  readonly unit: Unit;
}

type Factors = Readonly<Record<string, number>>;

const seconds: Factors = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };
const bytes: Factors = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const share: Factors = { '%': 0.01 };
const thousands: Factors = { k: 1e3, M: 1e6, G: 1e9, '': 1 };

const unitless: Readonly<Record<Unit, number>> = { none: 1, seconds: 1e-3, bytes: 1, share: 0.01 };

const ofUnit: Readonly<Record<Unit, Factors>> = { none: thousands, seconds, bytes, share };

function factorOf(factors: Factors, unit: string): number | undefined {
  return Object.hasOwn(factors, unit) ? factors[unit] : undefined;
}

function parted(text: string): readonly [digits: number, unit: string] | undefined {
  const [, digits, unit = ''] = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?) ?([A-Za-zµ%]*)$/.exec(text) ?? [];
  return digits === undefined ? undefined : [Number(digits), unit];
}

/** `1.5s` in seconds; without a unit, `200` is milliseconds, bytes or a percentage. Undefined where the text is none of this unit. */
export function measuredIn(unit: Unit, text: string): number | undefined {
  const [digits, written] = parted(text) ?? [];
  if (digits === undefined || written === undefined) return undefined;
  const factor = written === '' ? unitless[unit] : factorOf(ofUnit[unit], written);
  return factor === undefined ? undefined : digits * factor;
}

/** What a text measures, in the unit that it is written with; `none` has thousands (`1.5k`). */
export function measureOf(text: string): Measure | undefined {
  for (const unit of ['none', 'seconds', 'bytes', 'share'] as const) {
    const [digits, written] = parted(text) ?? [];
    const factor = written === undefined ? undefined : factorOf(ofUnit[unit], written);
    if (digits !== undefined && factor !== undefined) return { number: digits * factor, unit };
  }
  return undefined;
}

const named: Readonly<Record<string, readonly [Unit, number]>> = {
  ns: ['seconds', 1e-9],
  nanos: ['seconds', 1e-9],
  us: ['seconds', 1e-6],
  micros: ['seconds', 1e-6],
  ms: ['seconds', 1e-3],
  millis: ['seconds', 1e-3],
  s: ['seconds', 1],
  sec: ['seconds', 1],
  secs: ['seconds', 1],
  seconds: ['seconds', 1],
  minutes: ['seconds', 60],
  kb: ['bytes', 1e3],
  kib: ['bytes', 2 ** 10],
  mb: ['bytes', 1e6],
  mib: ['bytes', 2 ** 20],
  ratio: ['share', 1],
};

/** How much 1 without a unit is, by the name of its field where that tells (`took_us`), in the unit that is asked for. */
export function unitlessAs(name: string, unit: Unit): number {
  const [known, factor] = named[/[._-]([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''] ?? [];
  return known === unit && factor !== undefined ? factor : unitless[unit];
}

/** Both numbers in one unit: what is held and what is asked. Undefined where they cannot be compared. */
export function comparable(held: Measure, name: string, asked: Measure): readonly [held: number, asked: number] | undefined {
  if (held.unit === asked.unit) return [held.number, asked.number];
  if (held.unit === 'none') return [held.number * unitlessAs(name, asked.unit), asked.number];
  return asked.unit === 'none' ? [held.number, asked.number * unitless[held.unit]] : undefined;
}
