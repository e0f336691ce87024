import { Value } from 'typebox/value';
import { type Demo, DemoAsked } from '#contract/demo.ts';
import type { Run } from '../children/child.ts';

/** What can be switched while it runs. */
export interface Switches {
  state(): Demo;
  /** A name that there is not changes nothing. */
  turn(name: string, on: boolean): void;
  /** Calls back now and at each change, until the signal is aborted. */
  follow(signal: AbortSignal, told: (state: Demo) => void): void;
}

/** Lets a run of the server show them and ask for changes. */
export function offerSwitches(switches: Switches, { signal, tell, onMessage }: Run): void {
  switches.follow(signal, (demo) => tell({ demo }));
  onMessage((message) => {
    if (Value.Check(DemoAsked, message)) switches.turn(message.fault, message.on);
  });
}
