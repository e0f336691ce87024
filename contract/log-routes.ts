import { Fields, FieldsQuery, FoundValues, Share, ValuesQuery } from './found.ts';
import {
  LogContext,
  LogContextQuery,
  LogHistogram,
  LogHistogramQuery,
  LogLosses,
  LogLossesQuery,
  LogPatterns,
  LogPatternsQuery,
  LogShareQuery,
  Logs,
  LogsQuery,
} from './logs.ts';
import { route } from './route.ts';

export const logRoutes = {
  'GET /api/logs': route('/api/logs', 'Log lines, newest first.', { query: LogsQuery, reply: Logs }),
  'GET /api/logs/histogram': route('/api/logs/histogram', 'How many lines of each level there are over time.', {
    query: LogHistogramQuery,
    reply: LogHistogram,
  }),
  'GET /api/logs/losses': route('/api/logs/losses', 'Lines that were read and never came: how many, where and why.', {
    query: LogLossesQuery,
    reply: LogLosses,
  }),
  'GET /api/logs/share': route('/api/logs/share', 'Who wrote them: how many lines there are by level, application or node.', {
    query: LogShareQuery,
    reply: Share,
  }),
  'GET /api/logs/patterns': route('/api/logs/patterns', 'Which patterns lines have, those with the most lines first.', {
    query: LogPatternsQuery,
    reply: LogPatterns,
  }),
  'GET /api/logs/fields': route('/api/logs/fields', 'Which attributes lines have.', { query: FieldsQuery, reply: Fields }),
  'GET /api/logs/values': route('/api/logs/values', 'Which values a field has.', { query: ValuesQuery, reply: FoundValues }),
  'GET /api/logs/context': route('/api/logs/context', 'The lines around one.', { query: LogContextQuery, reply: LogContext }),
} as const;
