import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../runtime/fixtures/until.ts';
import { LeftOutLab, type Load, port } from './left-out-lab.ts';

const count = 300;
/** In each of them some hundred interrupts come while the program runs for a tenth of the time. */
const mostRounds = 5;
/** A socket younger than 100 ms is left to the next sweep. */
const settleMs = 200;

const atOnce: Load = { count, groups: 1, pauseSeconds: 0, tries: 1, until: 'EPOLLOUT' };

/** Until the kernel has left runs out, which is what the test is about. */
async function whileRunsAreLeftOut(t: TestContext, lab: LeftOutLab, round: () => Promise<void>): Promise<number> {
  const before = await lab.leftOut();
  for (let rounds = 1; rounds <= mostRounds; rounds++) {
    await round();
    const leftOut = (await lab.leftOut()) - before;
    t.diagnostic(`${leftOut} runs were left out in ${rounds} rounds`);
    if (leftOut > 0) return rounds;
  }
  return assert.fail('no run was left out');
}

async function counts(lab: LeftOutLab, expected: Readonly<Record<string, number>>): Promise<void> {
  // The first sweep finds those that were left out; like all that are young they have their edge from the next one on.
  lab.counted();
  await delay(settleMs);
  // A busy machine makes the network send again: as often as the kernel says.
  assert.deepEqual(lab.counted(), { connects: 0, retransmits: lab.near.counter('TcpRetransSegs'), ...expected });
}

async function busyCountsItsOwn(lab: LeftOutLab): Promise<void> {
  const { refused, counted } = await lab.busyCounts();
  assert.ok(refused > 0);
  assert.deepEqual(counted, { refused });
}

test('connects that time out while the program is left out: each is counted once, with its SYN that was sent again', async (t) => {
  await using lab = await LeftOutLab.open();
  lab.far.filter('input', `tcp dport ${port} drop`);
  // The timers of a group end in the same interrupt, and those of each group in one of its own.
  const load = { ...atOnce, groups: 50, pauseSeconds: 0.04 };
  const rounds = await whileRunsAreLeftOut(t, lab, async () => assert.deepEqual(await lab.connect(load), { ETIMEDOUT: count }));
  await counts(lab, { timeout: rounds * count });
  await busyCountsItsOwn(lab);
});

test('connects that are refused while the program is left out, twice on each socket', async (t) => {
  await using lab = await LeftOutLab.open();
  const rounds = await whileRunsAreLeftOut(t, lab, async () => assert.deepEqual(await lab.connect({ ...atOnce, tries: 2 }), { ECONNREFUSED: 2 * count }));
  await counts(lab, { refused: rounds * 2 * count });
  await busyCountsItsOwn(lab);
});

test('connects that are answered while the program is left out: open, and then used and closed', async (t) => {
  await using lab = await LeftOutLab.open();
  await lab.serve(count);
  let expected = 0;
  await whileRunsAreLeftOut(t, lab, async () => {
    assert.deepEqual(await lab.connect(atOnce), { established: count });
    expected += count;
    await counts(lab, { connects: expected });
    await until('each is accepted before its first use', () => lab.accepted() >= expected);
    assert.equal(lab.accepted(), expected);
    await lab.send();
    await lab.close();
    await until('each is accepted', () => lab.accepted() >= expected);
    await counts(lab, { connects: expected });
    assert.equal(lab.accepted(), expected);
  });
  await busyCountsItsOwn(lab);
});

test('connects that are answered while the program is left out, and closed before a sweep finds them', async (t) => {
  await using lab = await LeftOutLab.open();
  await lab.serve(count);
  const rounds = await whileRunsAreLeftOut(t, lab, async () => {
    assert.deepEqual(await lab.connect(atOnce), { established: count });
    await lab.close();
  });
  await counts(lab, { connects: rounds * count });
  await busyCountsItsOwn(lab);
});

test('connects that are answered and reset at once while the program is left out have not failed', async (t) => {
  await using lab = await LeftOutLab.open();
  await lab.serve(count);
  lab.far.filter('input', `tcp dport ${port} tcp flags & (syn | ack) == ack reject with tcp reset`);
  const load: Load = { ...atOnce, until: 'EPOLLHUP' };
  const rounds = await whileRunsAreLeftOut(t, lab, async () => assert.deepEqual(await lab.connect(load), { ECONNRESET: count }));
  await counts(lab, { connects: rounds * count });
  await busyCountsItsOwn(lab);
});
