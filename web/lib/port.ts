import type { TopologyEdge } from '#contract/routes.ts';

/** Where a server is asked. Unix sockets have no ports, and what is counted together has many, told as 0. */
type Place = Pick<TopologyEdge, 'port' | 'transport'>;

/** Behind a name: `:5432`. */
export const shortPort = ({ port, transport }: Place): string => (transport === 'unix' ? ' unix' : port === 0 ? '' : `:${port}`);

/** In a sentence: `port 5432`. */
export const portWords = ({ port, transport }: Place): string => (transport === 'unix' ? 'a unix socket' : port === 0 ? 'many ports' : `port ${port}`);

/** By itself: `5432 TCP`. */
export const portAndTransport = ({ port, transport }: Place): string =>
  transport === 'unix' ? 'unix socket' : port === 0 ? transport.toUpperCase() : `${port} ${transport.toUpperCase()}`;
