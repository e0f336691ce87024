import type { LogLevel } from '#contract/log-levels.ts';

/** One record of /dev/kmsg. */
export interface KmsgRecord {
  readonly level: LogLevel;
  readonly sequence: number;
  /** Since the boot, by the clock of the kernel's messages. */
  readonly atUs: number;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** By the kernel's numbers, from KERN_EMERG to KERN_DEBUG. */
const levels: readonly LogLevel[] = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug'];
const severityBits = 7;

/** `6,339,5140900,-;message`, then lines of ` KEY=value` (Documentation/ABI/testing/dev-kmsg); undefined for what is not such a record. */
export function readKmsgRecord(text: string): KmsgRecord | undefined {
  const [, priority, sequence, us, rest] = /^(\d+),(\d+),(\d+),[^;]*;(.*)$/s.exec(text) ?? [];
  if (priority === undefined || rest === undefined) return undefined;
  const [message = '', ...pairs] = rest.replace(/\n$/, '').split('\n');
  return {
    level: levels[Number(priority) & severityBits] ?? 'unknown',
    sequence: Number(sequence),
    atUs: Number(us),
    message: unescaped(message),
    attributes: Object.fromEntries(pairs.flatMap(pairOf)),
  };
}

function pairOf(line: string): [string, string][] {
  const at = line.indexOf('=');
  return line.startsWith(' ') && at > 1 ? [[`kernel.${line.slice(1, at).toLowerCase()}`, unescaped(line.slice(at + 1))]] : [];
}

/** What is no ASCII to be printed comes as `\x0a`, byte by byte. */
function unescaped(text: string): string {
  if (!text.includes('\\x')) return text;
  const bytes = text.replaceAll(/\\x([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
