import { type MaintenanceWindow, weekdays } from '#contract/silences.ts';
import { badInput } from '../problem.ts';

type Times = Pick<MaintenanceWindow, 'weekdays' | 'from' | 'to' | 'timeZone'>;
type Weekday = (typeof weekdays)[number];

const dayMinutes = 24 * 60;
const minuteMs = 60_000;

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};
const nextDay = (day: Weekday): Weekday => weekdays[(weekdays.indexOf(day) + 1) % weekdays.length] ?? day;
const crossesMidnight = ({ from, to }: Times) => minutesOf(to) <= minutesOf(from);

/** As Alertmanager has it, which knows no time over midnight. */
export function timesOf(window: Times): object[] {
  const { from, to, timeZone: location, weekdays: days } = window;
  const at = (on: readonly Weekday[], start_time: string, end_time: string) => ({ weekdays: [...on], times: [{ start_time, end_time }], location });
  if (!crossesMidnight(window)) return [at(days, from, to)];
  return [at(days, from, '24:00'), ...(to === '00:00' ? [] : [at(days.map(nextDay), '00:00', to)])];
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Throws where the system does not know it. */
export function checkTimeZone(timeZone: string): void {
  if (!isTimeZone(timeZone)) throw badInput('timeZone', 'like Europe/Berlin, or UTC', `there is no time zone ${timeZone}`);
}

function clockIn(timeZone: string, ms: number): { readonly day: Weekday; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(ms);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const name = part('weekday').toLowerCase();
  return { day: weekdays.find((day) => day === name) ?? 'monday', minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

/** When the window that is open at this moment ends; undefined where it is closed. */
export function openUntil(window: Times, atMs: number): number | undefined {
  const { day, minute } = clockIn(window.timeZone, atMs);
  const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
  const isOn = window.weekdays.includes(day);
  const wasOn = window.weekdays.some((begun) => nextDay(begun) === day);
  const wholeMinuteMs = Math.floor(atMs / minuteMs) * minuteMs;
  const until = (end: number) => wholeMinuteMs + (end - minute) * minuteMs;
  if (!crossesMidnight(window)) return isOn && minute >= from && minute < to ? until(to) : undefined;
  if (isOn && minute >= from) return until(to + dayMinutes);
  return wasOn && minute < to ? until(to) : undefined;
}
