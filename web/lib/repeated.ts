interface Told {
  readonly count: number;
  readonly message: string;
  readonly severity: string;
}

/** The same told several times: the newest, and how often. */
export interface Repeated<Event> {
  readonly newest: Event;
  readonly times: number;
}

const gist = ({ message, severity }: Told): string => `${severity} ${message}`;

/** Newest first; what says the same right after each other is told once. */
export function repeated<Event extends Told>(events: readonly Event[]): Repeated<Event>[] {
  const groups: Repeated<Event>[] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.newest.message === event.message && last.newest.severity === event.severity)
      groups[groups.length - 1] = { ...last, times: last.times + event.count };
    else groups.push({ newest: event, times: event.count });
  }
  return groups;
}

/** The same for whatever has one gist, wherever it stands. */
export function gathered<Event extends Told>(events: readonly Event[]): Repeated<Event>[] {
  return [...Map.groupBy(events, gist).values()].flatMap((same) =>
    same[0] === undefined ? [] : [{ newest: same[0], times: same.reduce((sum, { count }) => sum + count, 0) }],
  );
}
