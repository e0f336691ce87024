import { type Static, Type } from 'typebox';
import { Series } from './edge-counts.ts';
import { Record } from './record.ts';
import { literals, nullable } from './schema.ts';

const Moment = Type.String({ format: 'date-time' });

export const timelineSeries = ['requests', 'failedRequests', 'connects', 'failedConnects'] as const;

/** All edges together over time, with the moments at which something happened: for who looks back. Bounded whatever the span. */
export const Timeline = Type.Object({
  from: Moment,
  to: Moment,
  start: Type.String({ format: 'date-time', description: 'end of the first step; a value stands for the step that ends at its time' }),
  stepSeconds: Type.Number(),
  missing: nullable(Type.String({ description: 'why there are no values at all, because Prometheus is away' })),
  series: Type.Array(Type.Object({ ...Series.properties, name: literals(timelineSeries) })),
  marks: Type.Array(
    Type.Object({
      at: Moment,
      severity: Record.properties.severity,
      message: Type.String({ description: 'of the latest' }),
      events: Type.Integer({ description: 'how many of this severity the step has' }),
    }),
  ),
  marksFrom: Type.String({ format: 'date-time', description: 'earlier events are too many to be told, or no longer kept' }),
});
export type Timeline = Static<typeof Timeline>;
