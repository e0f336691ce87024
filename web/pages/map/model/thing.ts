/** A card, an edge, the edges of a pair of nodes that run as one line, a group, or all edges from one group (or node) to another. */
export interface Thing {
  readonly kind: 'node' | 'edge' | 'pair' | 'group' | 'flow';
  readonly id: string;
}

export const thingKinds: readonly Thing['kind'][] = ['node', 'edge', 'pair', 'group', 'flow'];

export const sameThing = (one: Thing | undefined, other: Thing | undefined): boolean => one?.kind === other?.kind && one?.id === other?.id;

export const thingKey = ({ kind, id }: Thing): string => `${kind}:${id}`;

/** Identities hold no arrow, so that two of them with one between are one text. */
export const pairId = ({ client, server }: { readonly client: string; readonly server: string }): string => `${client}→${server}`;
