/** Holds a number and its unit together (U+202F), and groups thousands. */
export const narrowSpace = '\u202f';

/** A number as it is shown: at most three significant digits, with its unit apart so that it can be set quieter. */
export interface Quantity {
  readonly value: string;
  readonly gap: '' | typeof narrowSpace;
  readonly unit: string;
}

export function asText({ value, gap, unit }: Quantity): string {
  return value + gap + unit;
}

/** On an axis: round numbers need no zeros after the point. */
export function axisText({ value, gap, unit }: Quantity): string {
  if (value === '0') return '0';
  return value.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '') + gap + unit;
}

/** `maximum` significant digits, never an exponent. */
export function significant(value: number, maximum = 3): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(maximum));
  const magnitude = Math.floor(Math.log10(Math.abs(rounded)));
  return rounded.toFixed(Math.max(maximum - 1 - magnitude, 0));
}

interface Step {
  readonly from: number;
  readonly unit: string;
}

/** In the largest step that leaves fewer than four digits before the point: 999.6 is 1.00k, 1000 KiB is 0.977 MiB. */
function scaled(value: number, steps: readonly Step[]): { text: string; unit: string } {
  const fits = steps.find((step) => Number(significant(Math.abs(value) / step.from)) < 1000);
  const step = fits ?? steps.at(-1) ?? { from: 1, unit: '' };
  return { text: significant(value / step.from), unit: step.unit };
}

const siSteps: readonly Step[] = [
  { from: 1, unit: '' },
  { from: 1e3, unit: 'k' },
  { from: 1e6, unit: 'M' },
  { from: 1e9, unit: 'G' },
  { from: 1e12, unit: 'T' },
];

const byteSteps: readonly Step[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((unit, power) => ({ from: 1024 ** power, unit }));

const durationSteps: readonly Step[] = [
  { from: 1e-9, unit: 'ns' },
  { from: 1e-6, unit: 'µs' },
  { from: 1e-3, unit: 'ms' },
  { from: 1, unit: 's' },
];

export function count(value: number): Quantity {
  if (Number.isInteger(value) && Math.abs(value) < 1000) return { value: String(value), gap: '', unit: '' };
  const { text, unit } = scaled(value, siSteps);
  return { value: text + unit, gap: '', unit: '' };
}

const leastRate = 0.001;

/** Per second. A rate too small to show is said to be so: it is not zero. */
export function rate(perSecond: number): Quantity {
  if (perSecond > 0 && perSecond < leastRate) return { value: `<${leastRate}`, gap: '', unit: '/s' };
  if (perSecond < 1) return { value: trimZeros(significant(perSecond, 2)), gap: '', unit: '/s' };
  return { value: trimZeros(count(perSecond).value), gap: '', unit: '/s' };
}

export function requestRate(perSecond: number): Quantity {
  return { ...rate(perSecond), gap: narrowSpace, unit: 'req/s' };
}

export function connectRate(perSecond: number): Quantity {
  return { ...rate(perSecond), gap: narrowSpace, unit: 'conn/s' };
}

export function bytes(value: number): Quantity {
  const { text, unit } = scaled(value, byteSteps);
  return { value: unit === 'B' ? String(Math.round(value)) : text, gap: narrowSpace, unit };
}

export function byteRate(perSecond: number): Quantity {
  if (perSecond > 0 && perSecond < 1) return { value: '<1', gap: narrowSpace, unit: 'B/s' };
  const { value, gap, unit } = bytes(perSecond);
  return { value, gap, unit: `${unit}/s` };
}

export function duration(seconds: number): Quantity {
  const { text, unit } = scaled(seconds, durationSteps);
  return { value: seconds === 0 ? '0' : text, gap: narrowSpace, unit: seconds === 0 ? 's' : unit };
}

/** Without a unit, such as a load. */
export const plainNumber = (value: number): Quantity => ({ value: significant(value), gap: '', unit: '' });

/** Of CPU time: how many cores would be busy with it. */
export function cores(value: number): Quantity {
  const unit = { gap: narrowSpace, unit: value === 1 ? 'core' : 'cores' } as const;
  if (value > 0 && value < 0.001) return { value: '<0.001', ...unit };
  return { value: trimZeros(significant(value, value < 0.1 ? 2 : 3)), ...unit };
}

/** Two digits. Only a true 0 or 1 reads `0 %` or `100 %`. */
export function percent(ratio: number): Quantity {
  const unit = { gap: narrowSpace, unit: '%' } as const;
  if (ratio > 0 && ratio < 0.0001) return { value: '<0.01', ...unit };
  if (ratio < 1 && ratio > 0.99) return { value: '>99', ...unit };
  return { value: trimZeros(significant(ratio * 100, ratio === 1 ? 3 : 2)), ...unit };
}

/** Every digit of a count, where the same count stands in several places: they must be told to be one. */
export const wholeCount = (value: number): Quantity => ({ value: exact(value), gap: '', unit: '' });

/** Every digit, thousands apart: for titles, and for tables that must add up. */
export function exact(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, narrowSpace);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
