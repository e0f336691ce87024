import type { Hub } from '../live/hub.ts';
import type { QueryCounters } from '../rules/query-counters.ts';
import type { RecordStore } from '../store/store.ts';
import { iso } from '../topology/window.ts';

interface Hearers {
  readonly hub: Pick<Hub, 'publish'>;
  readonly counters: Pick<QueryCounters, 'sawEvents'>;
}

/** A store of which the rules on events hear, and who looks: whoever brings an event, an agent, a deploy or an alert. */
export function told<Records extends RecordStore>(records: Records, { hub, counters }: Hearers): Records {
  return {
    ...records,
    append: async (sent) => {
      const result = await records.append(sent);
      counters.sawEvents(sent);
      if (result.stored > 0) hub.publish('events', iso(Date.now()));
      return result;
    },
  };
}
