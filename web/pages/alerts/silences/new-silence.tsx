import { type FormEvent, type ReactNode, useState } from 'react';
import { readMatchers } from '../../../lib/matchers.ts';
import { fromInput, toInput } from '../../../lib/time.ts';
import { TextField } from '../../../ui/form/field.tsx';
import { FormEnd } from '../../../ui/form/form-end.tsx';
import { usePreferences } from '../../../ui/preferences.ts';
import { useSending } from '../../../ui/sending.ts';
import { say } from '../../../ui/toast.tsx';
import { useWho } from '../../../ui/who.ts';
import { MatchersField } from './matchers-field.tsx';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Nobody is told of what matches, from when to when. */
export function NewSilence({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { zone } = usePreferences();
  const [who, setWho] = useWho();
  const [why, setWhy] = useState('');
  const [text, setText] = useState('');
  const [from, setFrom] = useState(() => toInput(Date.now(), zone));
  const [until, setUntil] = useState(() => toInput(Date.now() + hourMs, zone));
  const matchers = readMatchers(text);
  const [fromMs, untilMs] = [fromInput(from, zone), fromInput(until, zone)];
  const isOrdered = untilMs > fromMs && untilMs > Date.now();
  const done = () => {
    say('The silence is made.');
    onDone();
  };
  const { mutate, isPending, error } = useSending('POST /api/silences', { changes: ['GET /api/silences', 'GET /api/alerts'], onDone: done });
  const isReady = matchers !== undefined && isOrdered && who.trim() !== '' && why.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    // What begins in this minute begins now.
    const begins = fromMs > Date.now() + minuteMs ? { from: new Date(fromMs).toISOString() } : {};
    mutate({ to: {}, body: { matchers, ...begins, until: new Date(untilMs).toISOString(), who: who.trim(), why: why.trim() } });
  };
  return (
    <form className="form part-form" aria-label="New silence" onSubmit={submit}>
      <MatchersField value={text} isRead={matchers !== undefined} onChange={setText} />
      <div className="form-row">
        <TextField label={zone === 'UTC' ? 'From, in UTC' : 'From'} type="datetime-local" value={from} onChange={setFrom} />
        <TextField
          label={zone === 'UTC' ? 'Until, in UTC' : 'Until'}
          type="datetime-local"
          value={until}
          onChange={setUntil}
          problem={isOrdered ? undefined : 'It has to end after it begins, and after now.'}
        />
        <TextField label="Who" value={who} onChange={setWho} maxLength={128} />
      </div>
      <TextField label="Why" value={why} onChange={setWhy} maxLength={1024} />
      <FormEnd error={error} send="Make it" isReady={isReady} isPending={isPending} onCancel={onDone} />
    </form>
  );
}
