import { type LogRecord, logs } from '@opentelemetry/api';
import { startNodeSdk } from '@opentelemetry/sdk-node';

/**
 * An application that logs by the OpenTelemetry SDK: `exporter.ts COUNT`. Where it exports to, and how, its environment says, as
 * that of any application does.
 */
const count = Number(process.argv[2]);
const sdk = startNodeSdk({
  resourceAttributes: { 'service.name': 'shop', 'service.version': '1.2.3', 'deployment.environment.name': 'test' },
  resourceDetectors: [],
  metricReaders: [],
});
const logger = logs.getLogger('orders', '7');
const firstNanoseconds = 123_456_789;
for (let number = 0; number < count; number += 1) {
  logger.emit({
    timestamp: [Date.UTC(2026, 0, 2, 3, 4, 5) / 1000, firstNanoseconds + number],
    severityNumber: 17,
    severityText: 'ERROR',
    body: number % 2 === 0 ? `order ${number} was refused` : { msg: `order ${number} was refused`, tries: [1, 2] },
    attributes: { order: number, ratio: 0.5, paid: false, tags: ['a', 'b'], 'http.request.header.authorization': 'hunter2' },
  } satisfies LogRecord);
}
await sdk.shutdown();
