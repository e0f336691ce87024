import { hostname } from 'node:os';
import type { InputCounts, LogCounts } from '../counts.ts';
import type { BatchBuilder } from '../lines/batch-builder.ts';
import { decoded } from '../lines/decoded.ts';
import { type Address, Listening } from '../listening.ts';
import { connections } from './connections.ts';
import { datagrams } from './datagrams.ts';
import { type Frame, withoutEnd } from './frames.ts';
import { readSyslog } from './syslog-message.ts';
import { syslogRecord } from './syslog-record.ts';

export interface SyslogOptions {
  readonly at: Address;
  /** What this host is called, beside its own name. */
  readonly node: string;
  readonly builder: BatchBuilder;
  readonly counts: LogCounts & InputCounts;
  readonly onTrouble: (trouble: unknown) => void;
}

/** What others send as syslog: over UDP at the cost of what comes too fast, which is counted, over TCP as fast as it is kept. */
export function syslog({ at, node, builder, counts, onTrouble }: SyslogOptions): Listening {
  const own = hostname();
  const ownNames = new Set([own, own.split('.', 1)[0] ?? own, node]);
  const take = ({ bytes, isCut, isBroken }: Frame, from: string): boolean => {
    if (!builder.hasRoom()) return false;
    const said = readSyslog(
      decoded(bytes, () => counts.odd('encoding', 1)),
      Date.now(),
    );
    if (said.isMalformed || isBroken) counts.odd('malformed', 1);
    if (isCut) counts.lost('too_long', 1);
    builder.offer(syslogRecord(said, { ownNames, address: plainAddress(from) }));
    return true;
  };
  const open = async () => {
    const onLeft = (frames: number) => {
      counts.lost('spool_full', frames);
      onTrouble(new Error(`${frames} messages that came as syslog had no room when reading ended`));
    };
    const overTcp = await connections({ at, onFrame: take, onRefused: () => counts.refused('syslog', 'busy'), onLeft });
    const onMessage = (datagram: Buffer, from: string) => {
      const bytes = withoutEnd(datagram);
      if (bytes.length > 0 && !take({ bytes, isCut: false, isBroken: false }, from)) counts.lost('datagram_dropped', 1);
    };
    const overUdp = await datagrams({ at, onMessage, onDropped: (count) => counts.lost('datagram_dropped', count) }).catch((cause: unknown) => {
      overTcp.close();
      throw cause;
    });
    return {
      read() {
        overUdp.read();
        overTcp.read();
      },
      close() {
        overUdp.close();
        overTcp.close();
      },
    };
  };
  return new Listening(`syslog on ${at.host} port ${at.port}`, open, onTrouble);
}

/** Of a socket of both kinds, an IPv4 address has a prefix. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
