import { createInterface } from 'node:readline';
import { wordAt } from '../../bpf/words.ts';
import { loadObject } from './bpf-object.ts';
import { drainOnTimer } from './drain-timer.ts';
import * as libbpf from './libbpf.ts';
import { ring } from './ring.ts';

/**
 * What bench G3 measures: `count-events.ts OBJECT PID RING_BYTES` reads what that program sends about this process, as
 * the agent reads its rings. On its standard input `attach` and `finish` begin and end a round. What is read here is
 * laid out in bench/event-transport/event.h.
 */
const [object = '', pid = '', ringBytes = ''] = process.argv.slice(2);
const sequenceAt = 8;
const pidPlace = { offset: 0, bytes: 4 };
const noCgroup = -1;

interface Round {
  finish(): object;
}

function attach(): Round {
  const program = loadObject(object, { settings: [{ place: pidPlace, values: [Number(pid)] }] });
  let read = 0;
  let missed = 0;
  let next = 0;
  const events = ring(program.map('events'), Number(ringBytes), (view, at) => {
    const sequence = wordAt(view, at + sequenceAt);
    read++;
    missed += sequence - next;
    next = sequence + 1;
  });
  const stopDraining = drainOnTimer([events], (cause) => {
    throw cause;
  });
  const before = process.cpuUsage();
  program.attach(noCgroup);
  return {
    finish() {
      stopDraining();
      events.drain();
      const { user, system } = process.cpuUsage(before);
      const counts = new DataView(new ArrayBuffer(16));
      libbpf.lookup(program.map('.data.counts').fd, new Uint8Array(4), new Uint8Array(counts.buffer));
      events.close();
      program.close();
      const made = wordAt(counts, 0);
      return { read, missed: missed + made - next, made, lost: wordAt(counts, 8), cpuMs: (user + system) / 1e3 };
    },
  };
}

const answer = (reply: object) => process.stdout.write(`${JSON.stringify(reply)}\n`);
let round: Round | undefined;
libbpf.silenceLibrary();
answer({});
for await (const line of createInterface(process.stdin)) {
  if (line === 'attach') round = attach();
  answer(line === 'finish' && round !== undefined ? round.finish() : {});
}
process.exit();
