import { setTimeout as delay } from 'node:timers/promises';
import { Value } from 'typebox/value';
import { type Demo, DemoTold } from '#contract/demo.ts';
import { ProblemError } from '../problem.ts';

/** What can go wrong in the demo, as the supervisor tells, and how to ask it for more. */
export interface DemoSwitches {
  /** No faults where no demo runs. */
  state(): Demo;
  /** Answers once the supervisor has said that it is so. */
  turn(name: string, on: boolean): Promise<Demo>;
}

/** The supervisor's end of the channel: this process. */
export interface Channel {
  on(event: 'message', take: (message: unknown) => void): unknown;
  send?: ((message: object) => unknown) | undefined;
}

const answeredWithinMs = 5000;
const lookEveryMs = 50;

export function demoSwitches(channel: Channel): DemoSwitches {
  let last: Demo | undefined;
  channel.on('message', (message) => {
    if (Value.Check(DemoTold, message)) last = message.demo;
  });
  const state = () => last ?? noDemo.state();
  return {
    state,
    async turn(fault, on) {
      if (last === undefined) return noDemo.turn(fault, on);
      const find = () => state().faults.find(({ name }) => name === fault);
      if (find() === undefined) throw new ProblemError(404, `the demo has no fault called ${fault}`);
      channel.send?.({ fault, on });
      for (const until = Date.now() + answeredWithinMs; find()?.on !== on; await delay(lookEveryMs))
        if (Date.now() > until) throw new ProblemError(503, 'the supervisor does not answer');
      return state();
    },
  };
}

export const noDemo: DemoSwitches = {
  state: () => ({ faults: [] }),
  turn: () => Promise.reject(new ProblemError(404, 'no demo runs here: start Sonde with --demo')),
};
