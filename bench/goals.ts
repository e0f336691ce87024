import { agent } from './agent/agent.ts';
import type { Bench } from './bench.ts';
import { boardQueries } from './boards/boards.ts';
import { calm } from './calm/calm.ts';
import { cardinality } from './cardinality/cardinality.ts';
import { elasticsearchClientCost } from './elasticsearch-client/elasticsearch-client.ts';
import { eventTransport } from './event-transport/event-transport.ts';
import { httpExchange } from './http-exchange/http-exchange.ts';
import { kafkaClientCost } from './kafka-client/kafka-client.ts';
import { clusterFaults, logFaults } from './log-faults/log-faults.ts';
import { logFormats } from './log-formats/log-formats.ts';
import { logLines } from './log-lines/log-lines.ts';
import { logTail } from './log-lines/log-tail.ts';
import { clusterSearch, logSearch } from './log-search/log-search.ts';
import { clusterVisible, logVisible } from './log-visible/log-visible.ts';
import { serviceMap } from './map/map.ts';
import { metricsExposition } from './metrics-exposition/metrics-exposition.ts';
import { charts } from './pages/charts.ts';
import { usefulPages } from './pages/useful.ts';
import { redisPipelines } from './redis-pipelines/redis-pipelines.ts';
import { topologyApi } from './topology/topology.ts';

/** Every goal that can be measured, by number; at the end those without one. */
export const benches: readonly Bench[] = [
  httpExchange,
  eventTransport,
  metricsExposition,
  logTail,
  kafkaClientCost,
  elasticsearchClientCost,
  topologyApi,
  serviceMap,
  charts,
  cardinality,
  usefulPages,
  agent,
  redisPipelines,
  logLines,
  logFormats,
  logFaults,
  clusterFaults,
  logSearch,
  clusterSearch,
  logVisible,
  clusterVisible,
  boardQueries,
  calm,
];
