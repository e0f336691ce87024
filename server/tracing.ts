export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Spans of the server's own work. */
export interface Tracing {
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export const noTracing: Tracing = {
  span: (_name, _attributes, work) => work(),
  stop: () => Promise.resolve(),
};

/**
 * Sends spans to an OpenTelemetry collector (OTLP over HTTP). The SDK is loaded only here, so that it costs nothing
 * where no endpoint is configured. It takes its endpoint from the environment: main.ts sets it.
 */
export async function openTelemetry(version: string): Promise<Tracing> {
  const [{ startNodeSdk }, { SpanStatusCode, trace }] = await Promise.all([import('@opentelemetry/sdk-node'), import('@opentelemetry/api')]);
  const sdk = startNodeSdk({
    logLevel: 'error',
    resourceAttributes: { 'service.name': 'sonde-server', 'service.version': version },
    resourceDetectors: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  const tracer = trace.getTracer('sonde-server', version);
  return {
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, async (span) => {
        try {
          return await work();
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
          throw error;
        } finally {
          span.end();
        }
      }),
    stop: () => sdk.shutdown(),
  };
}
