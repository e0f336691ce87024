/** Where is asked of what is found. */
export const foundRoutes = {
  lines: { fields: 'GET /api/logs/fields', values: 'GET /api/logs/values', share: 'GET /api/logs/share', download: '/api/logs/download' },
  events: { fields: 'GET /api/events/fields', values: 'GET /api/events/values', share: 'GET /api/events/share', download: '/api/events/download' },
} as const;
export type What = keyof typeof foundRoutes;

/** The window and the query, as they are asked for now. */
export interface Asking {
  readonly time: unknown;
  readonly still: boolean;
  readonly query: string;
  readonly input: () => { readonly from?: string; readonly to?: string; readonly query?: string };
}
