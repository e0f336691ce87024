import type { Identity } from '#contract/identity.ts';
import { oomKillEventBytes, oomScope, readOomKillEvent } from '../../bpf/gen/oom.ts';
import { textOf } from '../../bpf/words.ts';
import { pageBytesOf } from '../identity/proc-files.ts';
import type { NodeEvent } from '../ship/event-record.ts';
import { dateOf } from '../sockets/kernel-time.ts';

const pageBytes = pageBytesOf('/proc');
const mebibyte = 2 ** 20;

const inMebibytes = (bytes: number): string => `${Math.round(bytes / mebibyte)} MiB`;

/** A kill, told with whom it met and what that held. Each is told by itself. */
export function oomEvent(view: DataView, start: number, length: number, identityOf: (process: bigint) => Identity | undefined): NodeEvent {
  if (length !== oomKillEventBytes) throw new Error(`a kill has ${oomKillEventBytes} bytes, not ${length}`);
  const { at, process, anonymous, file, shared, swapped, used, limit, pid, scope, comm } = readOomKillEvent(view, start);
  const bytes = { anonymous: anonymous * pageBytes, file: file * pageBytes, shared: shared * pageBytes, swapped: swapped * pageBytes };
  const program = textOf(comm);
  const isOfCgroup = scope === oomScope.OOM_CGROUP;
  const limitBytes = limit * pageBytes;
  const why = isOfCgroup ? `its cgroup had reached its limit${limit === 0 ? '' : ` of ${inMebibytes(limitBytes)}`}` : 'the host had no memory left';
  const identity = identityOf(process);
  return {
    at: dateOf(at),
    type: 'kernel.oom_kill',
    severity: 'error',
    ...(identity && { identity }),
    object: program,
    reason: isOfCgroup ? 'cgroup' : 'global',
    message: `${program} (process ${pid}) was killed for want of memory: ${why}; it held ${inMebibytes(bytes.anonymous + bytes.file + bytes.shared)}`,
    attributes: {
      'process.pid': pid,
      'process.executable.name': program,
      'sonde.oom.scope': isOfCgroup ? 'cgroup' : 'global',
      'sonde.oom.anonymous_bytes': bytes.anonymous,
      'sonde.oom.file_bytes': bytes.file,
      'sonde.oom.shared_bytes': bytes.shared,
      'sonde.oom.swapped_bytes': bytes.swapped,
      ...(limit > 0 && { 'sonde.oom.cgroup_used_bytes': used * pageBytes, 'sonde.oom.cgroup_limit_bytes': limitBytes }),
    },
    apart: `${pid} ${at}`,
  };
}
