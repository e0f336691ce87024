import type { AlertEntity } from '#contract/alerts.ts';

/** The map has hosts among all else that has connections; alerts know them by their bare names. */
const hostPrefix = 'host:';

/** The id on the map of what an alert is about. */
export const idOnMap = ({ kind, id }: Pick<AlertEntity, 'kind' | 'id'>): string => (kind === 'node' ? hostPrefix + id : id);

/** The id that alerts about a node of the map name. */
export const idInAlerts = (onMap: string): string => (onMap.startsWith(hostPrefix) ? onMap.slice(hostPrefix.length) : onMap);
