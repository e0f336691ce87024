import { Logs } from '#contract/logs.ts';
import type { Sonde } from './sonde.ts';

const atOnce = 1000;

/** The last words of what is found of this file, which are numbers; each as often as it is found, and no more than can be asked for at once. */
export async function numbersFound(sonde: Sonde, file: string): Promise<number[]> {
  const query = encodeURIComponent(`source=${file}`);
  const { records } = await sonde.get(`/api/logs?from=0&query=${query}&limit=${atOnce}`, Logs);
  return records.map(({ message }) => Number(message.split(' ').at(-1))).sort((one, other) => one - other);
}
