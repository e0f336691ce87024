import { hash } from 'node:crypto';
import type { KernelEventType } from '#contract/kernel-events.ts';
import { deviceRules } from './device-rules.ts';
import type { KernelRule } from './kernel-rule.ts';
import { memoryRules } from './memory-rules.ts';
import { networkRules } from './network-rules.ts';
import { processorRules } from './processor-rules.ts';
import { storageRules } from './storage-rules.ts';

/** Something that went wrong in the kernel, as one of its messages tells it. */
export interface KernelEvent {
  readonly type: KernelEventType;
  readonly severity: KernelRule['severity'];
  /** A process, device, file system or interface; empty where it is the host as a whole. */
  readonly object: string;
  /** Of an OOM kill `cgroup` or `global`, whose memory it was; else why, or of which kind. Empty where it is not told. */
  readonly reason: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** The same for the same trouble with the same object, however often. */
  readonly fingerprint: string;
  /** Messages and tracepoints with the same twin within 2 s tell of the same event. */
  readonly twin: string;
}

/** OOM kills first. */
const rules: readonly KernelRule[] = [...memoryRules, ...processorRules, ...storageRules, ...networkRules, ...deviceRules];
/** What all of them have in common: most messages of a kernel have none of these. */
const suspicious =
  /oom|[Oo]ut of memory|process \d|allocation failure|EDAC|CE memory|Hardware Error|Memory failure|blocked|lockup|LOCKUP|panic|stall|BUG|nable to handle|error|fault|Oops|UBSAN|WARNING|ead-only|readonly|hut(?:ting)? down|page write|end of device|nvme|Disk failure|nfs: |NFS:|overlay2|unregister_netdevice|WATCHDOG|TCP: |SYN flooding|table|file-max|NVRM|GPU has|SXid|NVSwitch|mlx5_core|peermem/;
/** Of the text form of a record, which dmesg shows. */
const uptime = /^(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? /;
/** Names by which other records have the same. */
const names: Readonly<Record<string, string>> = { pid: 'process.pid', comm: 'process.command', uid: 'process.user.id', cpu: 'cpu.logical_number' };
/** As much of a message as is looked at: the kernel's own bound of a line. */
const longest = 1024;

/** What a message of the kernel tells of; undefined for one that tells of no trouble. */
export function kernelEventOf(message: string): KernelEvent | undefined {
  if (!suspicious.test(message)) return undefined;
  const text = message.slice(0, longest).replace(uptime, '');
  for (const rule of rules) {
    const match = rule.form.exec(text);
    if (match !== null) return eventOf(rule, match.groups ?? {});
  }
  return undefined;
}

function eventOf(
  { type, severity, reason: fixed }: KernelRule,
  { object = '', reason = fixed ?? '', ...rest }: { readonly [name: string]: string | undefined },
): KernelEvent {
  const attributes = Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[names[name] ?? name, isNumber(name, value) ? Number(value) : value]])),
  );
  const fingerprint = hash('sha256', `${type}\n${object}\n${reason}`, 'hex').slice(0, 16);
  return { type, severity, object, reason, attributes, fingerprint, twin: `${type} ${rest.pid ?? object}` };
}

/** What an event has beside its type, object and reason. */
export function ownAttributes({ attributes }: KernelEvent): Readonly<Record<string, string | number>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.includes('.') ? name : `kernel.${name}`, value]));
}

/** What the line of an event has beside its text. */
export function eventAttributes(event: KernelEvent): Readonly<Record<string, string | number>> {
  const { type, severity, object, reason, fingerprint } = event;
  return {
    'event.name': `kernel.${type}`,
    'event.severity': severity,
    'event.fingerprint': fingerprint,
    ...(object === '' ? {} : { 'event.object': object }),
    ...(reason === '' ? {} : { 'event.reason': reason }),
    ...ownAttributes(event),
  };
}

/** Hexadecimal ones stay as they are written. */
function isNumber(name: string, value: string): boolean {
  return name !== 'address' && name !== 'code' && /^-?\d{1,15}$/.test(value);
}
