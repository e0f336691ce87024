import type { Topology, TopologyEdge, TopologyNode } from '#contract/routes.ts';

/** Small true-to-contract topologies for the tests of the map's logic. */
export function sampleNode(id: string, x: number, y: number, more: Partial<TopologyNode> = {}): TopologyNode {
  return { id, kind: 'process', name: id, x, y, group: null, health: { state: 'ok', reasons: [] }, own: false, hosts: [], listening: [], ...more };
}

const quiet: TopologyEdge['l4'] = {
  connectsPerSecond: 0,
  failuresPerSecond: 0,
  failureRatio: null,
  openConnections: 0,
  toServerBytesPerSecond: 0,
  toClientBytesPerSecond: 0,
  retransmittedSegmentsPerSecond: 0,
  resetsPerSecond: 0,
  droppedPacketsPerSecond: 0,
  rttP50Seconds: null,
  rttP99Seconds: null,
};

/** Not seen, unless said otherwise. */
export function sampleL7(more: Partial<TopologyEdge['l7']> = {}): TopologyEdge['l7'] {
  return {
    seen: false,
    reason: 'no request was recognised',
    requestsPerSecond: 0,
    errorsPerSecond: 0,
    clientErrorsPerSecond: 0,
    errorRatio: null,
    p99Seconds: null,
    protocols: [],
    unseen: [],
    serverNames: [],
    confidence: { state: 'full', lostRatio: 0, reasons: [] },
    ...more,
  };
}

export function sampleEdge(client: string, server: string, port: number, l4: Partial<TopologyEdge['l4']> = {}, more: Partial<TopologyEdge> = {}): TopologyEdge {
  return {
    id: `${client}>${server}:${port}`,
    client,
    server,
    port,
    transport: 'tcp',
    traffic: 'loopback',
    health: { state: 'ok', reasons: [] },
    confidence: { state: 'full', lostRatio: 0, reasons: [] },
    light: false,
    own: false,
    l4: { ...quiet, ...l4 },
    l7: sampleL7(),
    ...more,
  };
}

export function sampleTopology(nodes: TopologyNode[], edges: TopologyEdge[]): Topology {
  const at = '2026-03-01T14:18:20.000Z';
  return {
    at,
    from: '2026-03-01T14:03:20.000Z',
    to: at,
    watchedSeconds: 900,
    stale: null,
    groups: [],
    hosts: [{ node: 'host', up: true }],
    nodes,
    edges,
    lost: { total: 0, ratio: 0, byReason: [] },
  };
}
