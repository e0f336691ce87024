import type { StoreEngine } from './pipeline.ts';

/** What helps where records and lines are kept cannot be asked. */
export const engineMends: Readonly<Record<StoreEngine, string>> = {
  sqlite: 'Is the disk full, or the data folder not writable?',
  elasticsearch:
    'Does Elasticsearch run, and are elasticsearch.url, user, password or API key as it knows them? Its own log says what it refuses. It is asked again by itself.',
};
