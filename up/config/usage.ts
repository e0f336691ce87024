import { type Key, keys } from './keys.ts';
import { sizeText } from './schema.ts';

/** What `up --help` prints: every flag with its words. */
export function usage(): string {
  return `./sonde up [flags]

Each flag can also be a SONDE_* variable or a key of the file that --config FILE
or SONDE_CONFIG names (default /etc/sonde/sonde.yaml); a flag wins over a
variable, which wins over the file.

${keys.map(flagText).join('')}`;
}

function flagText(key: Key): string {
  return `${key.flag} (${key.env})\n    ${key.description}\n    Allowed: ${key.allowed}${defaultText(key)}.\n`;
}

function defaultText(key: Key): string {
  if (key.default === undefined || (Array.isArray(key.default) && key.default.length === 0)) return '';
  return `; default ${key.unit === 'bytes' && typeof key.default === 'number' ? sizeText(key.default) : String(key.default)}`;
}
