import type { AlertChange } from '#contract/alerts.ts';
import { ruleId } from './rule-id.ts';

/** From when to when something fired. */
export interface FiredSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When each rule fired, by its id: from what became of its alerts, newest first. What has no end yet goes on. */
export function firedSpans(changes: readonly AlertChange[], { fromMs, toMs }: Window): ReadonlyMap<string, FiredSpan[]> {
  const spans = new Map<string, FiredSpan[]>();
  const add = (rule: string, span: FiredSpan) => spans.set(rule, [...(spans.get(rule) ?? []), span]);
  const begun = new Map<string, { readonly rule: string; readonly atMs: number }>();
  for (const { at, what, alert } of [...changes].reverse()) {
    const atMs = Date.parse(at);
    const rule = ruleId({ name: alert.name, aspect: alert.labels.aspect ?? null, severity: alert.severity });
    if (what === 'fired') begun.set(alert.id, { rule, atMs });
    if (what !== 'resolved') continue;
    // What ended without a beginning began before the window.
    add(rule, { fromMs: begun.get(alert.id)?.atMs ?? fromMs, toMs: atMs });
    begun.delete(alert.id);
  }
  for (const { rule, atMs } of begun.values()) add(rule, { fromMs: atMs, toMs });
  return spans;
}

/** In which of so many parts of the window something fired. */
export function firedParts(spans: readonly FiredSpan[], { fromMs, toMs }: Window, parts: number): readonly boolean[] {
  const length = (toMs - fromMs) / parts;
  return Array.from({ length: parts }, (_, part) => {
    const begins = fromMs + part * length;
    return spans.some((span) => span.fromMs < begins + length && span.toMs >= begins);
  });
}
