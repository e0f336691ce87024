/** A card, an edge, or the edges of a pair of nodes that run as one line. */
export interface Thing {
  readonly kind: 'node' | 'edge' | 'pair';
  readonly id: string;
}

export const sameThing = (one: Thing | undefined, other: Thing | undefined): boolean => one?.kind === other?.kind && one?.id === other?.id;

/** Identities hold no arrow, so that two of them with one between are one text. */
export const pairId = ({ client, server }: { readonly client: string; readonly server: string }): string => `${client}→${server}`;
