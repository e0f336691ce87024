import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into a contender by `--import`: says by IPC how long its event loop was blocked at most between two messages. */
const resolutionMs = 1;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });

function answerBlock(): void {
  delay.disable();
  process.send?.({ blockMs: Math.max(0, delay.max / 1e6 - resolutionMs) });
}

process.on('message', (message) => {
  if (message === 'start') {
    delay.reset();
    delay.enable();
    process.send?.({ started: true });
    // The timer that ends a block has to fire before its length is known.
  } else setTimeout(answerBlock, 10 * resolutionMs);
});
process.channel?.unref();
