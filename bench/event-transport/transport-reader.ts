import type { Verdict } from '../bench.ts';
import { type ContenderProcess, numbers } from '../contender-process.ts';

/** A process that reads what the producer makes, and what both counted in all rounds. */
export class TransportReader {
  readonly name: string;
  readonly #producer: ContenderProcess;
  readonly #reader: ContenderProcess;
  #made = 0;
  #read = 0;
  #lost = 0;
  #isExact = true;

  constructor(producer: ContenderProcess, reader: ContenderProcess) {
    this.name = reader.name;
    this.#producer = producer;
    this.#reader = reader;
  }

  get lost(): number {
    return this.#lost;
  }

  /** Figures of a round in which the producer made that many events a second, or as many as it could. */
  async round(eventsPerSecond: number, steadyMs: number): Promise<Readonly<Record<string, number>>> {
    await this.#reader.ask('attach');
    const made = numbers(await this.#producer.ask(`${eventsPerSecond} ${steadyMs}`));
    const counts = numbers(await this.#reader.ask('finish'));
    const [read, lost] = [counts('read'), counts('lost')];
    this.#made += made('events');
    this.#read += read;
    this.#lost += lost;
    this.#isExact &&= made('events') === counts('made') && made('events') === read + lost && lost === counts('missed');
    return {
      millionsPerSecond: (made('steadyEvents') - lost) / made('steadyMs') / 1e3,
      readNs: (counts('cpuMs') * 1e6) / read,
      makeNs: (made('makingMs') * 1e6) / made('steadyEvents'),
    };
  }

  /** Whether in every round the producer's count, the kernel's and the reader's agreed. */
  account(): Verdict {
    return { says: `${this.name}: ${this.#made} events made = ${this.#read} read + ${this.#lost} lost, and so in each round`, holds: this.#isExact };
  }
}
