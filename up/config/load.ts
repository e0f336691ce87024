import { readFileSync } from 'node:fs';
import { codeOf } from '../errors.ts';
import { type Accepts, type Arguments, readArguments } from './arguments.ts';
import { readSettings, type Sources } from './read.ts';
import { ConfigError, type Settings } from './settings.ts';

const defaultFile = '/etc/sonde/sonde.yaml';

export interface Loaded {
  readonly settings: Settings;
  readonly arguments: Arguments;
}

/** Reads flags, variables and the file that `--config` or `SONDE_CONFIG` names. Throws a ConfigError. */
export function loadSettings(argv: readonly string[], env: Sources['env'], accepts: Accepts): Loaded {
  const given = readArguments(argv, { ...accepts, options: [...accepts.options, 'config'] });
  const flag = given.options.get('config');
  const variable = env.SONDE_CONFIG === '' ? undefined : env.SONDE_CONFIG;
  const file =
    flag === undefined && variable === undefined
      ? readDefaultFile()
      : readNamedFile(flag ?? variable ?? '', flag === undefined ? 'SONDE_CONFIG' : 'flag --config');
  return { settings: readSettings({ arguments: given, env, file }), arguments: given };
}

function readDefaultFile(): Sources['file'] {
  try {
    return { path: defaultFile, text: readFileSync(defaultFile, 'utf8') };
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw unreadable(defaultFile, 'default', cause);
  }
}

function readNamedFile(path: string, origin: string): Sources['file'] {
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw unreadable(path, origin, cause);
  }
}

function unreadable(path: string, origin: string, cause: unknown): ConfigError {
  const why = codeOf(cause) === 'ENOENT' ? 'no such file' : codeOf(cause);
  return new ConfigError([`config: ${JSON.stringify(path)} (${origin}) cannot be read (${why}); allowed: the path of a YAML file`], { cause });
}
