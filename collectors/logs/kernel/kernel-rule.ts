import type { KernelEventType } from '#contract/kernel-events.ts';

/** One way in which the kernel tells of something that went wrong. */
export interface KernelRule {
  readonly type: KernelEventType;
  readonly severity: 'info' | 'warning' | 'error';
  /** Of its named groups, `object` is what it happened to and `reason` why; the others are attributes. */
  readonly form: RegExp;
  /** Where no group says it. */
  readonly reason?: string;
}
