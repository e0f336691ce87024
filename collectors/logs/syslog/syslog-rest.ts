import type { Fields } from '../parse/field.ts';

/** What follows the priority; the time is RFC 3339 in UTC. */
export interface SyslogRest {
  readonly message: string;
  readonly time?: string | undefined;
  readonly host?: string | undefined;
  readonly app?: string | undefined;
  readonly process?: string | undefined;
  readonly id?: string | undefined;
  /** The structured data, by id and name: `origin.ip`. */
  readonly data?: Fields;
}
