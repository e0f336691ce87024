import type { Fields } from './field.ts';
import { jsonFields } from './json-fields.ts';
import { logfmtFields } from './logfmt.ts';

/** Where JSON begins behind other text: zap's console, a syslog header. */
const trailingObject = /\s\{"/;

/** Of a line that is JSON or logfmt as a whole, or ends with JSON; undefined for all others. */
export function fieldsOf(line: string): Fields | undefined {
  if (line.startsWith('{')) return jsonFields(line);
  if (!line.endsWith('}')) return logfmtFields(line);
  const at = line.search(trailingObject);
  return at < 0 ? logfmtFields(line) : jsonFields(line.slice(at + 1));
}
