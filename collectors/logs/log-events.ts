import { setTimeout as delay } from 'node:timers/promises';
import type { LogsConfig } from '#contract/children.ts';
import type { NodeEvent } from '../ship/event-record.ts';
import { EventSampler, eventLimits } from '../ship/event-sampler.ts';
import { RecordShipper } from '../ship/record-shipper.ts';
import type { EventCounts } from './counts.ts';
import { AgentKills } from './kernel/agent-kills.ts';
import { type KernelEvent, ownAttributes } from './kernel/kernel-event.ts';
import { withoutSecrets } from './lines/secrets.ts';
import { patternEvents } from './patterns/pattern-events.ts';
import { PatternWatch } from './patterns/pattern-watch.ts';
import type { Pattern } from './patterns/patterns.ts';

interface LogEventsOptions {
  readonly config: Pick<LogsConfig, 'node' | 'ingest' | 'agentUrl'>;
  readonly counts: EventCounts;
  readonly patterns: { all(): Iterable<Pattern> };
  readonly onTrouble: (trouble: string) => void;
}

const minuteMs = 60_000;
const lastWordsMs = 1000;

/** What lines tell that is more than a line: it goes to the server as events do. */
export class LogEvents {
  readonly #counts: EventCounts;
  readonly #shipper: RecordShipper;
  readonly #sampler = new EventSampler(eventLimits);
  readonly #timer: NodeJS.Timeout;
  readonly #agentKills: AgentKills;
  /** Kills of which it is not known yet who tells. */
  readonly #asking = new Set<Promise<void>>();

  constructor({ config: { node, ingest, agentUrl }, counts, patterns, onTrouble }: LogEventsOptions) {
    this.#counts = counts;
    this.#agentKills = new AgentKills(agentUrl, ingest.token);
    this.#shipper = new RecordShipper({
      node,
      ingest: { ...ingest, url: new URL('/api/records', ingest.url).href },
      onLost: (reason, count) => counts.lostEvents(reason, count),
      onTrouble: (text) => onTrouble(`events do not reach the server: ${text}`),
    });
    const watch = new PatternWatch();
    this.#timer = setInterval(() => {
      for (const event of patternEvents(watch.minute(patterns.all()), new Date())) this.#shipper.offer(event);
    }, minuteMs).unref();
  }

  /** Those that another one stands for are counted, and not sent; OOM kills the collector `oom` tells where it is up, which knows whom they met. */
  kernel(event: KernelEvent, message: string, at: Date): void {
    this.#counts.kernelEvent(event.type);
    const standsFor = this.#sampler.take(event.fingerprint, performance.now());
    if (standsFor === 0) return;
    const told = kernelEvent(event, message, at, standsFor);
    if (event.type === 'oom_kill') this.#kill(told);
    else this.#shipper.offer(told);
  }

  /** A unit that fails again and again is told now and then, with how often. */
  unit(event: NodeEvent): void {
    const count = this.#sampler.take(event.message, performance.now());
    if (count > 0) this.#shipper.offer({ ...event, count });
  }

  #kill(told: NodeEvent): void {
    const asking = this.#agentKills.tells(told.at).then((isTold) => {
      if (!isTold) this.#shipper.offer(told);
      this.#asking.delete(asking);
    });
    this.#asking.add(asking);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.race([Promise.all(this.#asking), delay(lastWordsMs, undefined, { ref: false })]);
    await this.#shipper.close(lastWordsMs);
  }
}

function kernelEvent(event: KernelEvent, message: string, at: Date, count: number): NodeEvent {
  const { type, severity, object, reason } = event;
  return {
    at,
    type: `kernel.${type}`,
    severity,
    object,
    reason,
    message: withoutSecrets(message),
    attributes: ownAttributes(event),
    count,
    ...(type === 'oom_kill' && { apart: `${event.twin} ${at.getTime()}` }),
  };
}
