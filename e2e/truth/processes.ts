import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityId } from '#contract/identity.ts';
import { routes } from '#contract/routes.ts';
import { Actor } from '../traffic/actor.ts';
import { namespace } from '../traffic/namespaces.ts';
import { processIdentity } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import type { Sonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
const workers = 5;
const connections = 3;
const withinMs = 90_000;

/** The processes of a workload are exactly those that run, as the kernel numbers them. */
export function processes(sonde: () => Sonde): void {
  test(`${workers} processes of one name are one workload with these ${workers}, and with one less once one has ended`, async () => {
    await using place = await namespace('instances');
    await using client = new Actor('instances-client.py', place);
    await using stack = new AsyncDisposableStack();
    const all = Array.from({ length: workers }, () => stack.use(new Actor('instances.py', place)));
    const [first, last] = [all[0], all.at(-1)];
    assert.ok(first && last);
    const ports = await Promise.all(all.map((one) => one.serve(host, 'hold')));
    await client.connect({ host, port: ports[0] ?? 0, times: connections }, { keep: true });
    const id = identityId(processIdentity(first.name));
    const ask = () => sonde().get(`/api/workloads/${encodeURIComponent(id)}/processes`, routes['GET /api/workloads/:id/processes'].reply);
    const pidsOf = (running: readonly Actor[]) => running.map(({ program }) => program.pid).sort((a, b) => a - b);

    await eventually(`the ${workers} processes of ${id}`, withinMs, async () => {
      const { processes: told, more, unknown } = await ask();
      assert.deepEqual([told.map(({ pid }) => pid).sort((a, b) => a - b), more, unknown], [pidsOf(all), 0, []]);
      for (const { name, residentBytes, cpuSeconds, startedAt } of told) {
        assert.match(name, /^python3/);
        assert.ok(residentBytes > 1 << 20 && cpuSeconds > 0, `${residentBytes} bytes, ${cpuSeconds} s`);
        assert.ok(Math.abs(Date.now() - Date.parse(startedAt)) < 600_000, startedAt);
      }
      const open = new Map(told.map((one) => [one.pid, one.connections]));
      assert.deepEqual(
        all.map(({ program }) => open.get(program.pid)),
        [connections, 0, 0, 0, 0],
      );
    });
    await last.program.stop();
    await eventually(`one process of ${id} less`, withinMs, async () => {
      assert.deepEqual(
        (await ask()).processes.map(({ pid }) => pid).sort((a, b) => a - b),
        pidsOf(all.slice(0, -1)),
      );
    });
  });
}
