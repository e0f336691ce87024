import { severities } from '../severities.ts';
import { identityFields } from './log-fields.ts';
import { anyField, type Field } from './term.ts';

const text = { is: 'text' } as const;

/** What can be asked of an event, beside its words: every other name is that of an attribute. */
export const eventFields: readonly Field[] = [
  { name: 'type', kind: text, help: 'what happened: tcp.connect_failed, kernel.*' },
  { name: 'severity', kind: { is: 'order', of: severities }, help: 'how severe: severity>=warning' },
  { name: 'identity', kind: text, help: 'whom it is about: its name, or process:name' },
  ...identityFields,
  { name: 'node', kind: text, help: 'the host that it happened on' },
  { name: 'object', kind: text, help: 'what it happened to or with' },
  { name: 'reason', kind: text, help: 'why, in a word' },
  anyField,
];
