import type { IdentityKind } from '../identity.ts';
import { logLevels } from '../log-levels.ts';
import { anyField, type Field } from './term.ts';

/** The list itself comes with what a browser does not have. */
const kinds: Readonly<Record<IdentityKind, true>> = {
  process: true,
  systemd: true,
  container: true,
  host: true,
  private: true,
  external: true,
  internet: true,
  other: true,
};

/** The parts of who it is about. */
export const identityFields: readonly Field[] = [
  { name: 'app', kind: { is: 'text' }, help: 'name of whom it is from, or about' },
  { name: 'ns', kind: { is: 'text' }, help: 'its namespace' },
  { name: 'kind', kind: { is: 'choice', of: Object.keys(kinds) }, help: 'what it is: a process, a container' },
];

/** Whether every line has it, and no attribute can be called so. */
export const isLogField = (name: string): boolean => logFields.some((field) => field !== anyField && field.name === name);

/** What can be asked of a log line, beside its words: every other name is that of an attribute. */
export const logFields: readonly Field[] = [
  { name: 'level', kind: { is: 'order', of: logLevels }, help: 'how severe: level>=warn, level=error' },
  ...identityFields,
  { name: 'source', kind: { is: 'text' }, help: 'where it was read: a path, kmsg' },
  { name: 'node', kind: { is: 'text' }, help: 'the host that it is from' },
  { name: 'pattern', kind: { is: 'text' }, help: 'id of its pattern' },
  anyField,
];
