/** The labels of who is told of, and the ways there. */

export const ofNode = ['cluster', 'node'] as const;
export const client = ['client', 'client_kind', 'client_namespace'] as const;
export const server = ['server', 'server_kind', 'server_namespace'] as const;
export const toClient = { to: 'workload', of: 'client' } as const;
export const toServer = { to: 'workload', of: 'server' } as const;
