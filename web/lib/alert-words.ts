import type { Alerts } from '#contract/alerts.ts';
import { byteRate, bytes, cores, count, duration, percent, type Quantity, rate, significant } from './quantity.ts';

export type Alert = Alerts['alerts'][number];
export type AlertSeverity = Alert['severity'];
export type AlertState = Alert['state'];

/** Worst first. */
export const severityOrder: readonly AlertSeverity[] = ['page', 'ticket', 'info', 'none'];

export const severityWords: Readonly<Record<AlertSeverity, string>> = { page: 'page', ticket: 'ticket', info: 'info', none: 'quiet' };

export const stateWords: Readonly<Record<AlertState, string>> = {
  firing: 'firing',
  pending: 'pending',
  silenced: 'silenced',
  inhibited: 'follows another',
  resolved: 'resolved',
};

const formats: Readonly<Record<string, (value: number) => Quantity>> = {
  ratio: percent,
  seconds: duration,
  bytes,
  bytes_per_second: byteRate,
  per_second: rate,
  cores,
};

const plain = (value: number): Quantity => (Math.abs(value) < 1000 ? { value: String(Number(significant(value))), gap: '', unit: '' } : count(value));

/** How numbers of a unit are written. */
export const formatOf = (unit: string): ((value: number) => Quantity) => (Object.hasOwn(formats, unit) ? formats[unit] : undefined) ?? plain;

/** Where on a line from 0 a value and its threshold stand, 0 to 1; undefined where one of them is missing or below zero. */
export function gaugeOf({ value, threshold }: Pick<Alert, 'value' | 'threshold'>): { readonly value: number; readonly threshold: number } | undefined {
  if (value === null || threshold === null || value < 0 || threshold < 0) return undefined;
  const end = Math.max(value, threshold) * 1.15;
  if (end === 0) return undefined;
  // What is far beyond is at the end all the same, and the threshold stays where it can be told from zero.
  return { value: value / end, threshold: Math.max(0.04, threshold / end) };
}
