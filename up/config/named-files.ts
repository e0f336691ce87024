import { readFileSync } from 'node:fs';
import { codeOf } from '../errors.ts';
import { shown } from './rules.ts';
import { ConfigError, type Settings } from './settings.ts';

/** The first line of the file that a key names, without blanks around it. Throws a ConfigError where there is nothing in it. */
export function secretAt(settings: Settings, key: string, file: string): string {
  const secret = fileAt(settings, key, file).split('\n', 1)[0]?.trim() ?? '';
  if (secret === '') throw new ConfigError([`${shown(settings, key)} has nothing in its first line; allowed: a file that has the secret there`]);
  return secret;
}

/** The text of the file that a key names. Throws a ConfigError. */
export function fileAt(settings: Settings, key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError([`${shown(settings, key)} cannot be read (${codeOf(cause)}); allowed: the path of a file that can be read`], { cause });
  }
}
