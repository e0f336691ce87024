import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Fields as FieldsReply } from '#contract/found.ts';
import { asText, count, exact } from '../../lib/quantity.ts';
import { go, usePlace } from '../location.ts';
import { useRoute } from '../queries.ts';
import { Skeleton, Waiting } from '../states.tsx';
import { Values } from './facet.tsx';
import { isAskable } from './narrow.ts';
import { useNarrowing } from './narrowing.ts';
import { type Asking, foundRoutes } from './sources.ts';

/** The key of the URL that holds the fields that are open. */
const openKey = 'fields';
const everyMs = 15_000;
const shown = { fields: 12, values: 8 } as const;

type FieldCount = FieldsReply['fields'][number];

/** Of numbers from where to where, of anything else how many different ones. */
function spread({ values, least, most }: FieldCount): string {
  if (least === undefined || most === undefined || least === most) return exact(values);
  return `${asText(count(least))}–${asText(count(most))}`;
}

/** The most frequent values of a field that was opened. */
function Opened({ field, time, still, query, input }: Asking & { readonly field: FieldCount }): ReactNode {
  const { what } = useNarrowing();
  const { name } = field;
  const asked = useRoute(foundRoutes[what].values, [time, query, name], () => ({ ...input(), field: name, limit: shown.values }), {
    still,
    ...(!still && { everyMs }),
  });
  if (asked.data === undefined || asked.isPlaceholderData)
    return (
      <Waiting>
        <Skeleton width="100%" height={60} />
      </Waiting>
    );
  const more = field.values - asked.data.values.length;
  return (
    <div className="field-values">
      <Values field={name} none="none" total={asked.data.lines} values={asked.data.values} />
      {more > 0 && <p className="facet-others quiet">{exact(more)} more</p>}
    </div>
  );
}

/** Whether this field is open, and what opens and closes it. */
function useOpen(name: string): [boolean, () => void] {
  const open = (usePlace().query.get(openKey) ?? '').split(',').filter((one) => one !== '');
  const isOpen = open.includes(name);
  const next = isOpen ? open.filter((one) => one !== name) : [...open, name];
  return [isOpen, () => go({ set: { [openKey]: next.length === 0 ? undefined : next.join(',') } })];
}

function FieldLine({ field, ...asking }: Asking & { readonly field: FieldCount }): ReactNode {
  const [isOpen, toggle] = useOpen(field.name);
  const { what } = useNarrowing();
  const { name, lines, values } = field;
  const title = `${name}: in ${exact(lines)} ${what}, ${exact(values)} different ${values === 1 ? 'value' : 'values'}`;
  return (
    <li>
      <button type="button" className="field-line" aria-expanded={isOpen} title={title} onClick={toggle}>
        <ChevronRight className="icon icon-quiet" size={10} aria-hidden="true" />
        <code className="cut">{name}</code>
        <span>{spread(field)}</span>
      </button>
      {isOpen && <Opened field={field} {...asking} />}
    </li>
  );
}

/** Which attributes there are, and their values by a click. */
export function Fields(asking: Asking): ReactNode {
  const { what } = useNarrowing();
  const [isAll, setAll] = useState(false);
  const { time, still, query, input } = asking;
  const { data, error, refetch, isPlaceholderData } = useRoute(foundRoutes[what].fields, [time, query], input, { still, ...(!still && { everyMs }) });
  if (error !== null && data === undefined)
    return (
      <p className="facet-others">
        Fields could not be loaded.{' '}
        <button type="button" className="text-button" onClick={() => void refetch()}>
          Retry
        </button>
      </p>
    );
  const fields = data?.fields.filter(({ name }) => isAskable(name, '')) ?? [];
  if (fields.length === 0 || data === undefined) return null;
  return (
    <section aria-label="Fields" className={isPlaceholderData ? 'old' : undefined}>
      <h2 title={data.isAll ? undefined : `Of the newest ${exact(data.lines)} ${what}`}>
        Fields {!data.isAll && <span className="quiet">of the newest {exact(data.lines)}</span>}
      </h2>
      <ul>
        {(isAll ? fields : fields.slice(0, shown.fields)).map((field) => (
          <FieldLine key={field.name} field={field} {...asking} />
        ))}
      </ul>
      {!isAll && fields.length > shown.fields && (
        <button type="button" className="text-button facet-others" onClick={() => setAll(true)}>
          {exact(fields.length - shown.fields)} more
        </button>
      )}
    </section>
  );
}
