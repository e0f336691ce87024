import { readFileSync } from 'node:fs';
import { codeOf } from '../errors.ts';
import { ConfigError, type Settings } from './settings.ts';

/** The first line of the file that a key names, without blanks around it; empty where none is named. */
export function secretAt(settings: Settings, key: string, file: string | undefined): string {
  return file === undefined ? '' : (fileAt(settings, key, file).split('\n', 1)[0]?.trim() ?? '');
}

/** The text of the file that a key names. Throws a ConfigError. */
export function fileAt({ originOf }: Settings, key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError([`${key}: ${JSON.stringify(file)} (${originOf(key)}) cannot be read (${codeOf(cause)})`], { cause });
  }
}
