import { ConfigError } from './settings.ts';

/** What `up --help` says of it. */
export const forScaleUsage = `--for-scale FACTOR
    For trials: the times that alerts wait and look back are multiplied by it,
    though never to less than a few scrapes.
    Allowed: a number from 0.001 to 1; default 1.
`;

export function forScaleOf(text: string | undefined): number {
  const factor = Number(text ?? '1');
  if (text !== '' && factor >= 0.001 && factor <= 1) return factor;
  throw new ConfigError([`for-scale: ${JSON.stringify(text)} (flag --for-scale) is not allowed; allowed: a number from 0.001 to 1`]);
}
