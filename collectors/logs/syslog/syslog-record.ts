import { identityId } from '#contract/identity.ts';
import type { LineRecord } from '../lines/record-writer.ts';
import type { SyslogMessage } from './syslog-message.ts';

/** Who took a message, and from which address it came. */
export interface Receipt {
  /** The names of this host: what they write is not of another one. */
  readonly ownNames: ReadonlySet<string>;
  readonly address: string;
}

/** A message as a line: what is said around its text are attributes. */
export function syslogRecord(said: SyslogMessage, receipt: Receipt): LineRecord {
  const { message, level, facility, time, host, app, process, id, data } = said;
  const attributes = {
    ...(facility && { 'syslog.facility': facility }),
    ...(app && { 'syslog.identifier': app }),
    ...(id && { 'syslog.msgid': id }),
    ...(process && { 'process.pid': process }),
    ...(host && { 'host.name': host }),
    'client.address': receipt.address,
  };
  return {
    source: '"syslog"',
    identity: identityOf(said, receipt),
    message,
    attributes,
    ...(level && { level }),
    ...(time && { time }),
    ...(data && data.size > 0 && { fields: data }),
  };
}

/** A program of this host is what it is elsewhere; one of another stands under that host, and a device that names no program is its host. */
function identityOf({ host, app }: SyslogMessage, { ownNames, address }: Receipt): string {
  const sender = host ?? address;
  if (ownNames.has(sender) || (host === undefined && isLoopback(address)))
    return app === undefined ? '' : identityId({ kind: 'process', name: app, namespace: '' });
  return identityId(app === undefined ? { kind: 'external', name: sender, namespace: '' } : { kind: 'external', name: app, namespace: sender });
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
