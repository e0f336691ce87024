import './find-help.css';
import { CircleHelp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { anyField, type Field } from '#contract/find/term.ts';

export interface Example {
  readonly text: string;
  readonly says: string;
}

const grammar: readonly Example[] = [
  { text: 'refused', says: 'a word, in capitals or not; timeout* begins with it' },
  { text: '"connection refused"', says: 'words as they stand' },
  { text: '-debug', says: 'none with it; not says the same' },
  { text: '/order [0-9]+|cart/', says: 'a regular expression (RE2); /…/i whatever its capitals' },
  { text: 'exists(trace_id)', says: 'has a value of this field' },
  { text: '(a or b) c', says: 'side by side all have to hold; or binds less' },
];

interface Props {
  readonly fields: readonly Field[];
  /** Of what is looked for here. */
  readonly examples: readonly Example[];
  /** Puts an example where one types. */
  readonly onTake: (text: string) => void;
}

function List({ title, rows, onTake }: { readonly title: string; readonly rows: readonly Example[]; readonly onTake?: (text: string) => void }): ReactNode {
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {rows.map(({ text, says }) => (
          <li key={text}>
            {onTake === undefined ? (
              <code>{text}</code>
            ) : (
              <button type="button" title="Search for this" onClick={() => onTake(text)}>
                <code>{text}</code>
              </button>
            )}
            <span>{says}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The language in which one searches, with examples to take. */
export function FindHelp({ fields, examples, onTake }: Props): ReactNode {
  const known = fields.filter((field) => field !== anyField).slice(0, 12);
  const isOpen = fields.includes(anyField);
  return (
    <DialogTrigger>
      <Button className="find-help-button" aria-label="How to search">
        <CircleHelp className="icon icon-quiet" size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom end" offset={8}>
        <Dialog className="find-help" aria-label="How to search">
          {({ close }) => (
            <>
              <List
                title="Examples"
                rows={examples}
                onTake={(text) => {
                  onTake(text);
                  close();
                }}
              />
              <List title="What is found" rows={grammar} />
              <List
                title="Fields"
                rows={[
                  ...known.map(({ name, help }) => ({ text: name, says: help })),
                  ...(isOpen ? [{ text: 'latency>200ms', says: 'any attribute, with a unit where it has one: ms, s, KiB, %' }] : []),
                ]}
              />
              <p className="quiet">
                <code>=</code> is, <code>!=</code> is not, <code>~</code> contains, <code>&lt; &lt;= &gt; &gt;=</code> compare; <code>a,b</code> is either,{' '}
                <code>*</code> anything, and <code>:</code> stands for <code>=</code>.
              </p>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
