import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into a contender by `--import`: says by IPC how long its event loop was blocked at most between two messages. */
const resolutionMs = 1;
/** It measures between two of its own timers: one has to fire before a block, and one after it. */
const settleMs = 20;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });

process.on('message', (message) => {
  if (message === 'start') {
    delay.reset();
    delay.enable();
    setTimeout(() => process.send?.({ started: true }), settleMs);
  } else {
    setTimeout(() => {
      delay.disable();
      process.send?.({ blockMs: Math.max(0, delay.max / 1e6 - resolutionMs) });
    }, settleMs);
  }
});
process.channel?.unref();
