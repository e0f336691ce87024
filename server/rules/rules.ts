import { setTimeout as pause } from 'node:timers/promises';
import type { NewRule, Rule, RuleInput, Rules as RulesReply } from '#contract/rules.ts';
import { type Shared, shared } from '../answers/shared.ts';
import { ProblemError } from '../problem.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import { iso } from '../topology/window.ts';
import { Changes } from './changes.ts';
import { checkCondition } from './condition.ts';
import { type Fired, firingsOf } from './firings.ts';
import { evaluatedRule, offRule, userRule } from './listed.ts';
import { type EvaluatedRule, evaluatedRules, readAtMs } from './prometheus-rules.ts';
import type { QueryCounters } from './query-counters.ts';
import { checkTexts, groupOf, isOwnGroup, isUserGroup, ruleFile } from './rule-file.ts';
import type { RuleFile, Stored, StoredRule } from './stored-rules.ts';

export interface RulesOptions {
  readonly prometheus: Prometheus;
  /** What is known of those who looked after alerts. */
  readonly withHandled: (fired: Fired) => Promise<Fired>;
  readonly store: RuleFile;
  readonly stored: Stored;
  readonly counters: QueryCounters;
  readonly intervalSeconds: number;
  /** Brings them to Prometheus: the text of those that were made here, and the names of those of Sonde's own that are off. */
  readonly publish: (changed: { readonly user: string; readonly off: readonly string[] }) => Promise<void>;
}

const mostRules = 200;
/** Each is asked of every line that comes. */
const mostOnLines = 20;
const pastKeptMs = 60_000;
/** So long is waited for Prometheus to read a change. */
const readWithinMs = 5000;
const lookEveryMs = 200;

/** There is one token, and so one who may change rules. */
const changedNow = () => ({ at: iso(Date.now()), who: 'console' });

const isCalled = (name: string) => (rule: { readonly name: string }) => rule.name.toLowerCase() === name.toLowerCase();

function checkRoom(rules: readonly StoredRule[]): void {
  if (rules.length > mostRules) throw new ProblemError(409, `there are ${mostRules} rules already, which is the most`);
  if (rules.filter(({ condition }) => condition.of !== 'metrics').length > mostOnLines) {
    throw new ProblemError(409, `there are ${mostOnLines} rules on lines and events already, which is the most: each is asked of every line`);
  }
}

/** Rules that people make, beside Sonde's own. */
export class Rules {
  readonly #options: RulesOptions;
  readonly #changes: Changes;
  readonly #pasts: Shared<Fired> = shared<Fired>(1);
  #lastSeen: readonly EvaluatedRule[] = [];
  #toldMs = 0;

  constructor(options: RulesOptions) {
    this.#options = options;
    this.#changes = new Changes(options.store, options.stored, () => this.tell());
  }

  async list(): Promise<RulesReply> {
    const [now, fired] = await Promise.all([this.#evaluated(), this.#past()]);
    const { rules, off } = this.#changes.stored;
    const others = (now ?? this.#lastSeen).filter(({ group, name }) => !isUserGroup(group) && !off.some(isCalled(name)));
    const users = rules.map((rule) =>
      userRule(
        rule,
        now?.find(({ group }) => group === groupOf(rule.name)),
        fired,
      ),
    );
    const ours = others.map((rule) => evaluatedRule(now === undefined ? { ...rule, lastEvaluation: '' } : rule, fired));
    return { at: iso(Date.now()), rules: [...users, ...ours, ...off.map((rule) => offRule(rule, fired))] };
  }

  async add(rule: NewRule): Promise<Rule> {
    await this.#check(rule);
    // Those of Prometheus may not be known yet: a name that is theirs is not free.
    this.#orAway(await this.#evaluated());
    await this.#changes.make(({ rules, off }) => {
      if ([...rules, ...off, ...this.#others()].some(isCalled(rule.name))) {
        throw new ProblemError(409, `there is a rule ${rule.name} already`, { input: { field: 'name', allowed: 'a name that no rule has' } });
      }
      const next = [...rules, { ...rule, isOff: false, changed: changedNow() }];
      checkRoom(next);
      return { rules: next, off };
    });
    return await this.#shown(rule.name);
  }

  async change(name: string, input: RuleInput): Promise<Rule> {
    await this.#evaluated();
    this.#made(name);
    await this.#check(input);
    await this.#changes.make(({ rules, off }) => {
      const { isOff } = this.#made(name);
      const next = rules.map((rule) => (rule.name === name ? { name, ...input, isOff, changed: changedNow() } : rule));
      checkRoom(next);
      return { rules: next, off };
    });
    return await this.#shown(name);
  }

  async remove(name: string): Promise<{ removed: boolean }> {
    await this.#evaluated();
    await this.#changes.make(({ rules, off }) => {
      this.#made(name);
      return { rules: rules.filter((rule) => rule.name !== name), off };
    });
    return { removed: true };
  }

  /** Sonde's own can be switched, too: they are remembered as they were, because Prometheus tells of them no more. */
  async switch(name: string, on: boolean): Promise<Rule> {
    await this.#evaluated();
    await this.#changes.make(({ rules, off }) => {
      if (!rules.some((rule) => rule.name === name)) return { rules, off: this.#switchedOwn(name, on, off) };
      return { rules: rules.map((rule) => (rule.name === name ? { ...rule, isOff: !on, changed: changedNow() } : rule)), off };
    });
    return await this.#shown(name);
  }

  #switchedOwn(name: string, on: boolean, off: Stored['off']): Stored['off'] {
    const rest = off.filter((rule) => rule.name !== name);
    if (rest.length < off.length) return on ? rest : off;
    const known = this.#others().filter((rule) => rule.name === name);
    if (known.length === 0) throw new ProblemError(404, `there is no rule ${name}`);
    if (!known.every(({ group }) => isOwnGroup(group))) throw new ProblemError(409, `${name} is a rule of a Prometheus of your own: switch it off there`);
    return on ? off : [...off, ...known.map(asOff)];
  }

  /** Those that were not made here. */
  #others(): EvaluatedRule[] {
    return this.#lastSeen.filter(({ group }) => !isUserGroup(group));
  }

  /** Undefined while Prometheus does not tell. */
  async #evaluated(): Promise<readonly EvaluatedRule[] | undefined> {
    try {
      this.#lastSeen = await evaluatedRules(this.#options.prometheus);
      return this.#lastSeen;
    } catch (cause) {
      if (cause instanceof PrometheusError) return undefined;
      throw cause;
    }
  }

  #orAway(rules: readonly EvaluatedRule[] | undefined): void {
    if (rules === undefined) throw new ProblemError(503, 'Prometheus does not tell which rules it has: try again in a moment');
  }

  #past(): Promise<Fired | undefined> {
    const { prometheus, withHandled } = this.#options;
    return this.#pasts.get('week', pastKeptMs, async () => await withHandled(await firingsOf(prometheus, Date.now()))).catch(() => undefined);
  }

  /** To begin with, and after each change. */
  async tell(): Promise<void> {
    const { rules, off } = this.#changes.stored;
    const on = rules.filter(({ isOff }) => !isOff);
    this.#toldMs = Date.now();
    this.#options.counters.follow(on);
    await this.#options.publish({ user: ruleFile(on), off: [...new Set(off.map(({ name }) => name))] });
  }

  async #check(rule: RuleInput): Promise<void> {
    checkTexts(rule);
    await checkCondition(rule.condition, this.#options.prometheus, this.#options.intervalSeconds);
  }

  #made(name: string): StoredRule {
    const { rules, off } = this.#changes.stored;
    const known = rules.find((rule) => rule.name === name);
    if (known !== undefined) return known;
    if ([...off, ...this.#others()].some((rule) => rule.name === name)) {
      throw new ProblemError(409, `${name} was not made here: it can be switched off, and a rule of another name can be added`);
    }
    throw new ProblemError(404, `there is no rule ${name}`);
  }

  /** As Prometheus has it once it has read a change; after a while, as it is. */
  async #shown(name: string): Promise<Rule> {
    const untilMs = performance.now() + readWithinMs;
    await this.#options.counters.looked();
    while (!(await this.#isRead(name)) && performance.now() < untilMs) await pause(lookEveryMs);
    const shown = (await this.list()).rules.find((rule) => rule.name === name);
    if (shown === undefined) throw new ProblemError(503, `Prometheus does not tell of the rule ${name} yet: try again in a moment`);
    return shown;
  }

  /** Whether there is nothing to wait for: Prometheus has read it, or is away. */
  async #isRead(name: string): Promise<boolean> {
    try {
      const [readMs, now] = [await readAtMs(this.#options.prometheus), await evaluatedRules(this.#options.prometheus)];
      const { rules, off } = this.#changes.stored;
      const isOn = ![...rules.filter(({ isOff }) => isOff), ...off].some(isCalled(name));
      return readMs >= Math.floor(this.#toldMs / 1000) * 1000 && now.some((rule) => rule.name === name) === isOn;
    } catch (cause) {
      if (cause instanceof PrometheusError) return true;
      throw cause;
    }
  }
}

function asOff({ name, query: expression, duration: forSeconds, labels = {}, annotations = {} }: EvaluatedRule): Stored['off'][number] {
  return { name, expression, forSeconds, labels, annotations, changed: changedNow() };
}
