import type { lostReasons } from './metrics.ts';

const raise = (key: string) => `Raise limits.${key} in the configuration.`;
const moreTime = 'If it goes on, give the host more CPU.';

const mends = {
  ring_full: raise('ringBytes'),
  detail_map_full: raise('edges'),
  listener_map_full: raise('edges'),
  query_map_full: raise('edges'),
  storage_failed: 'The kernel had no memory for a socket’s state: the host needs more.',
  sweep_race: '',
  missed_run: `The kernel runs no program that is busy on that CPU already. What was connected or closed then is made up for when the kernel next tells of that socket. ${moreTime}`,
  unparsed: 'What such a connection says is not understood from here on; its bytes and times still count.',
  gap: 'Bytes of a connection passed no hook, as with offloads: its requests are found again at the next that begins.',
  no_scratch: moreTime,
  queue_full: 'The server did not take events for too long: see "events to the server".',
  spool_full: 'The server did not take flows for too long, or the disk is full: they wait in the folder of the agent.',
  spool_corrupt: 'The disk gave back other bytes than were written: look into the kernel’s messages.',
  rejected: 'Agent and server are of different versions: bring both to the same.',
} as const satisfies Record<(typeof lostReasons)[number], string>;

const byReason: ReadonlyMap<string, string> = new Map(Object.entries(mends));

/** What to do about losses of a kind, or what comes of them by itself; empty where neither is known, as for a kind of a newer agent. */
export const lossMend = (reason: string): string => byReason.get(reason) ?? '';
