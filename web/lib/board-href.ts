import type { BoardUid, BoardVariable } from '#contract/boards.ts';

/** The address of a board in Grafana with its variables, of which an empty one says nothing, and its time, which Grafana takes as `now-1h` or milliseconds. */
export function boardHref(
  grafanaUrl: string,
  board: BoardUid,
  values: Readonly<Partial<Record<BoardVariable, string | undefined>>>,
  { from, to }: { readonly from: string; readonly to: string },
): string {
  const query = new URLSearchParams({ from, to });
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== '') query.set(`var-${name}`, value);
  return `${grafanaUrl.replace(/\/+$/, '')}/d/${board}?${query}`;
}
