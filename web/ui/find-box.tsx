import './find-box.css';
import { Search, TriangleAlert, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useRef, useState } from 'react';
import { type Completion, completions } from '#contract/find/complete.ts';
import type { Field, Find } from '#contract/find/term.ts';
import { type Example, FindHelp } from './find-help.tsx';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  /** What `text` says. */
  readonly asked: Find;
  readonly fields: readonly Field[];
  /** Values that there are, of a field whose values are not a closed list. */
  readonly valuesOf: (field: string) => readonly string[];
  readonly examples: readonly Example[];
  readonly onChange: (text: string) => void;
  /** What was found, at the end of the box. */
  readonly children?: ReactNode;
}

/** Fields with their operators and patterns stand out, what is wrong is underlined: the same text once more, under the one that is typed. */
function Ink({ text, asked }: Pick<Props, 'text' | 'asked'>): ReactNode {
  const marks = [
    ...asked.terms.flatMap((term) => (term.is === 'word' ? [] : [{ ...term, mark: 'asked' as const }])),
    ...asked.errors.map((error) => ({ ...error, mark: 'wrong' as const })),
  ];
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to, mark } of marks.sort((a, b) => a.from - b.from)) {
    const operator = mark === 'wrong' ? undefined : /^[A-Za-z_@][\w.@/-]*[=!<>~:]+/.exec(text.slice(from, to))?.[0];
    const end = operator === undefined ? to : from + operator.length;
    parts.push(text.slice(at, from), mark === 'wrong' ? <s key={from}>{text.slice(from, end)}</s> : <b key={from}>{text.slice(from, end)}</b>);
    at = end;
  }
  return [...parts, text.slice(at)];
}

function replaced(text: string, { from, to, insert }: Completion): { text: string; cursor: number } {
  return { text: text.slice(0, from) + insert + text.slice(to), cursor: from + insert.length };
}

/** What the list under the box offers, and which of it the keyboard is on. */
function useOffers({ text, fields, valuesOf }: Pick<Props, 'text' | 'fields' | 'valuesOf'>) {
  const [cursor, setCursor] = useState<number>();
  const [at, setAt] = useState<number>();
  const offers = cursor === undefined ? [] : completions(text, Math.min(cursor, text.length), { fields, valuesOf });
  const open = (to: number | null) => {
    setCursor(to ?? undefined);
    setAt(undefined);
  };
  const close = () => open(null);
  const step = (by: 1 | -1) => setAt((now) => (offers.length === 0 ? undefined : ((now ?? (by === 1 ? -1 : 0)) + by + offers.length) % offers.length));
  return { offers, at, open, close, step };
}

type Offers = ReturnType<typeof useOffers>;

/** What the keys do while the box has the focus: walk the list, take from it, close it, empty the box. */
function keys({ text, onChange }: Pick<Props, 'text' | 'onChange'>, { offers, at, open, close, step }: Offers, take: (offer: Completion) => void) {
  const walk = (by: 1 | -1) => (event: KeyboardEvent<HTMLInputElement>) => {
    event.preventDefault();
    if (offers.length === 0) open(event.currentTarget.selectionStart);
    else step(by);
  };
  const choose = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = at === undefined ? undefined : offers[at];
    if (chosen === undefined) return;
    event.preventDefault();
    take(chosen);
  };
  const leave = (event: KeyboardEvent<HTMLInputElement>) => {
    if (offers.length === 0 && text === '') return;
    event.preventDefault();
    event.stopPropagation();
    if (offers.length > 0) close();
    else onChange('');
  };
  const actions: Readonly<Record<string, (event: KeyboardEvent<HTMLInputElement>) => void>> = {
    ArrowDown: walk(1),
    ArrowUp: walk(-1),
    Enter: choose,
    Escape: leave,
  };
  return (event: KeyboardEvent<HTMLInputElement>) => actions[event.key]?.(event);
}

interface BelowProps {
  readonly id: string;
  readonly label: string;
  readonly offers: Offers;
  readonly wrong: string;
  readonly onTake: (offer: Completion) => void;
}

function Below({ id, label, offers: { offers, at }, wrong, onTake }: BelowProps): ReactNode {
  return (
    <div className="find-below" hidden={offers.length === 0 && wrong === ''}>
      <div role="listbox" id={`${id}-offers`} aria-label={`${label}: what may follow`} hidden={offers.length === 0}>
        {offers.map((offer, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the box keeps the focus and names the active option
          <div
            key={offer.insert}
            id={`${id}-${index}`}
            role="option"
            className="find-offer"
            aria-selected={index === at}
            onPointerDown={(event) => {
              event.preventDefault();
              onTake(offer);
            }}
          >
            <code>{offer.insert}</code>
            <span>{offer.help}</span>
          </div>
        ))}
      </div>
      {wrong !== '' && (
        <p className="find-wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}

interface InputProps extends Pick<Props, 'label' | 'placeholder' | 'text' | 'asked' | 'onChange'> {
  readonly id: string;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly offers: Offers;
  readonly wrong: string;
  readonly onKey: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/** What is typed is drawn by the ink behind it, which scrolls along. */
function InkedInput({ id, input, label, placeholder, text, asked, offers: { offers, at, open, close }, wrong, onChange, onKey }: InputProps): ReactNode {
  const ink = useRef<HTMLDivElement>(null);
  return (
    <div className="find-text">
      <div className="find-ink" ref={ink} aria-hidden="true">
        <Ink text={text} asked={asked} />
      </div>
      <input
        ref={input}
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-offers`}
        {...(at !== undefined && { 'aria-activedescendant': `${id}-${at}` })}
        {...(wrong !== '' && { 'aria-invalid': true, 'aria-describedby': `${id}-wrong` })}
        placeholder={placeholder}
        spellCheck="false"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          onChange(event.target.value);
          open(event.target.selectionStart);
        }}
        onKeyDown={onKey}
        onScroll={({ currentTarget }) => ink.current?.scrollTo({ left: currentTarget.scrollLeft })}
        onBlur={close}
      />
    </div>
  );
}

/** A box in which a person types what to find. What may follow is offered; an arrow key opens the list where nothing was typed yet. */
export function FindBox({ label, placeholder, text, asked, fields, valuesOf, examples, onChange, children }: Props): ReactNode {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const offers = useOffers({ text, fields, valuesOf });
  const wrong = asked.errors.map(({ says }) => says).join('. ');
  const take = (offer: Completion) => {
    const next = replaced(text, offer);
    onChange(next.text);
    offers.open(next.cursor);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(next.cursor, next.cursor);
    });
  };
  const empty = () => {
    onChange('');
    input.current?.focus();
  };
  return (
    <div className="find">
      <Search className="icon icon-quiet" size={14} aria-hidden="true" />
      <InkedInput {...{ id, input, label, placeholder, text, asked, offers, wrong, onChange }} onKey={keys({ text, onChange }, offers, take)} />
      {wrong !== '' && <TriangleAlert className="icon find-mark" size={14} aria-hidden="true" />}
      {children}
      {text !== '' && (
        <button type="button" className="find-clear" aria-label="Clear the search" onClick={empty}>
          <X className="icon icon-quiet" size={14} aria-hidden="true" />
        </button>
      )}
      <FindHelp fields={fields} examples={examples} onTake={onChange} />
      <Below id={id} label={label} offers={offers} wrong={wrong} onTake={take} />
    </div>
  );
}
