import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lost } from '#contract/metrics.ts';
import { objectsWithRefused } from '../runtime/fixtures/objects-with-refused.ts';
import { builtObjects, type Counts, Lab } from './lab.ts';

/** The objects that the build made, as on a kernel that refuses this one. */
const objects = objectsWithRefused(builtObjects, 'repairs', 'segment_read');

let namespaces = 0;

/** A namespace whose loopback carries segments of 1,500 bytes, of which it loses so many of 100. */
export const lossy = (stack: AsyncDisposableStack, percent: number): string =>
  namespaceThatLoses(stack, percent > 0 ? `numgen random mod 100 < ${percent}` : undefined);

/** Another that loses the first of all segments that are full. */
export const losesFirstFull = (stack: AsyncDisposableStack): string => namespaceThatLoses(stack, 'meta length 1500 limit rate 1/day burst 1 packets');

function namespaceThatLoses(stack: AsyncDisposableStack, what: string | undefined): string {
  const name = `sonde-unrepaired-${process.pid}-${++namespaces}`;
  const inside = (...command: string[]) => execFileSync('ip', ['netns', 'exec', name, ...command]);
  execFileSync('ip', ['netns', 'add', name]);
  stack.defer(() => void execFileSync('ip', ['netns', 'delete', name]));
  inside('ip', 'link', 'set', 'lo', 'up', 'mtu', '1500', 'gso_max_segs', '1');
  const chain = 'add table inet test; add chain inet test in { type filter hook prerouting priority 0; };';
  if (what !== undefined) inside('nft', `${chain} add rule inet test in meta l4proto tcp ${what} drop`);
  return name;
}

/** The agent on such a kernel. */
export const unrepaired = (): Lab => new Lab({ bpfObjects: objects, mayBeInTrouble: true, sweepMs: 250 });

export const lostBy = (lab: Lab): Counts => lab.counts(lost, 'collector="l7"', ['reason']);

const seenAt = (counts: Counts, end: string) => Object.entries(counts).reduce((sum, [what, count]) => (what.startsWith(end) ? sum + count : sum), 0);

/** Of the requests at this port, of whose packets some were lost: at least this share of those that were sent, and none twice. */
export async function mostAreCounted(lab: Lab, { port, sent, least }: { port: number; sent: number; least: number }): Promise<Counts> {
  const counted = await lab.settles(() => lab.requests(port));
  const { unparsed = 0, gap = 0 } = lostBy(lab);
  const [client, server] = [seenAt(counted, 'client'), seenAt(counted, 'server')];
  const says = `of ${sent} the client counts ${client} and the server ${server}; unparsed ${unparsed}, gaps ${gap}`;
  assert.ok(client <= sent && server <= sent && client + server + unparsed <= 2 * sent, says);
  assert.ok(Math.min(client, server) >= least * sent, says);
  assert.ok(client + server === 2 * sent || gap > 0, says);
  assert.ok(!Object.keys(counted).some((what) => what.endsWith(' unanswered')), `what is not seen is no failure: ${JSON.stringify(counted)}`);
  return counted;
}
