import type { DeliveryState } from '#contract/deliveries.ts';

/** What is to be sent to whom. */
export interface NewDelivery {
  readonly id: string;
  readonly receiver: string;
  readonly atMs: number;
  readonly status: 'firing' | 'resolved';
  readonly names: readonly string[];
  readonly alerts: number;
  readonly summary: string;
  readonly body: string;
  /** Of the body: the same again within ten minutes is the same. */
  readonly hash: string;
  /** Alertmanager’s key of the group that it is about: what is of one group is sent in order. */
  readonly group: string;
}

export interface Attempt {
  readonly atMs: number;
  readonly status: number | null;
  readonly says: string;
  readonly tookSeconds: number;
}

export interface KeptDelivery extends Omit<NewDelivery, 'body' | 'hash' | 'group'> {
  readonly seq: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Newest first. */
  readonly lastAttempts: readonly Attempt[];
  readonly nextMs: number | null;
}

export interface DueDelivery extends KeptDelivery {
  readonly body: string;
}

export interface DeliveriesAsked {
  readonly state?: DeliveryState;
  readonly receiver?: string;
  readonly limit: number;
  readonly beforeSeq?: number;
}

/** What the server keeps of alerts beside their history: small values of a kind, by their ids. */
export type DocumentKind = 'acknowledged' | 'episode' | 'incoming' | 'receiver' | 'untold' | 'watched' | 'window';

export interface Document {
  readonly id: string;
  readonly value: unknown;
}

export interface AlertStore extends AsyncDisposable {
  /** It is there when this resolves, whatever happens to the process. False: it was there already. */
  enqueue(delivery: NewDelivery): Promise<boolean>;
  /** The one that is to be sent to each receiver, where the time of one has come; and when the next one’s does. */
  due(nowMs: number): Promise<{ readonly deliveries: readonly DueDelivery[]; readonly nextMs: number | null }>;
  attempted(done: { readonly id: string; readonly attempt: Attempt; readonly state: DeliveryState; readonly nextMs: number | null }): Promise<void>;
  deliveries(asked: DeliveriesAsked): Promise<{ readonly deliveries: readonly KeptDelivery[]; readonly waiting: number }>;
  lastOf(): Promise<readonly { readonly receiver: string; readonly atMs: number; readonly state: DeliveryState }[]>;
  /** Removes the oldest of those that wait for nothing, and gives up the oldest that wait where there are too many. */
  prune(nowMs: number): Promise<{ readonly givenUp: number }>;
  documents(kind: DocumentKind): Promise<readonly Document[]>;
  /** All of them or none. */
  change(kind: DocumentKind, change: { readonly put?: readonly Document[]; readonly remove?: readonly string[] }): Promise<void>;
}
