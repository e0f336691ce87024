import type { ReactNode } from 'react';
import type { LightInput } from '#contract/history.ts';
import { formatOf } from '../../lib/alert-words.ts';
import { asText } from '../../lib/quantity.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Mark } from '../../ui/entity/mark.tsx';
import { Num } from '../../ui/numbers.tsx';

/** What is counted is whole, whatever a rate makes of it. */
function Limit({ value, unit }: { readonly value: number | null; readonly unit: string }): ReactNode {
  return value === null ? <span className="quiet">never</span> : asText(formatOf(unit)(unit === '' ? Math.ceil(value) : value));
}

function Limits({ warning, critical, unit }: Pick<LightInput, 'warning' | 'critical' | 'unit'>): ReactNode {
  if (warning === null && critical === null) {
    return (
      <td className="right quiet" colSpan={2}>
        each by itself
      </td>
    );
  }
  return (
    <>
      <td className="right">
        <Limit value={warning} unit={unit} />
      </td>
      <td className="right">
        <Limit value={critical} unit={unit} />
      </td>
    </>
  );
}

function Row({ input: { name, state, value, unit, of, warning, critical, query } }: { readonly input: LightInput }): ReactNode {
  return (
    <tr>
      <th scope="row">
        <span className="status-line">
          {state === 'ok' ? <span className="mark input-fine" /> : <Mark state={state} />}
          {name}
        </span>
      </th>
      <td className="right">{value === null ? <span className="quiet">not measured here</span> : <Num of={formatOf(unit)(value)} exactly={value} />}</td>
      <td className="cut" title={of}>
        {of}
      </td>
      <Limits {...{ warning, critical, unit }} />
      <td className="right">{query !== '' && <CopyButton label={`Copy the query of ${name}`} text={() => query} />}</td>
    </tr>
  );
}

/** What a light was judged by, and from where on each is amber or red. */
export function Inputs({ inputs, title }: { readonly inputs: readonly LightInput[]; readonly title: string }): ReactNode {
  return (
    <table className="inputs">
      <caption className="unseen">What {title} is judged by</caption>
      <thead>
        <tr>
          <th scope="col">Looked at</th>
          <th scope="col" className="right">
            Worst
          </th>
          <th scope="col">Of</th>
          <th scope="col" className="right">
            Warning from
          </th>
          <th scope="col" className="right">
            Critical from
          </th>
          <th scope="col">
            <span className="unseen">Query</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {inputs.map((input) => (
          <Row key={input.name} input={input} />
        ))}
      </tbody>
    </table>
  );
}
