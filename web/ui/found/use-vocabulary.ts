import type { Field } from '#contract/find/term.ts';
import { exact } from '../../lib/quantity.ts';
import { type TimeScope, windowOf } from '../../lib/time.ts';
import { useRoute } from '../queries.ts';
import { askedField } from './asked-field.ts';
import { foundRoutes, type What } from './sources.ts';

/** Which fields there are changes slowly. */
const everyMs = 60_000;
const mostValues = 50;

interface Vocabulary {
  readonly fields: readonly Field[];
  readonly valuesOf: (field: string) => readonly string[];
}

/** What can be asked of what there is in a time: its attributes, and the values of the field that is being typed. */
export function useVocabulary(what: What, known: readonly Field[], text: string, time: TimeScope): Vocabulary {
  const window = () => windowOf(time, Date.now());
  const name = askedField(text);
  const held = useRoute(foundRoutes[what].fields, [time], window, { everyMs });
  const found = useRoute(foundRoutes[what].values, [time, name], () => ({ ...window(), field: name ?? '', limit: mostValues }), {
    enabled: name !== undefined,
    everyMs,
  });
  const attributes = held.data?.fields ?? [];
  const values = found.isPlaceholderData ? [] : (found.data?.values ?? []);
  return {
    fields: [
      ...known,
      ...attributes.map(
        (attribute): Field => ({ name: attribute.name, kind: { is: 'any' }, help: attribute.values === 1 ? '1 value' : `${exact(attribute.values)} values` }),
      ),
    ],
    valuesOf: (field) => (field === name?.toLowerCase() || field === name ? values.map(({ value }) => value) : []),
  };
}
