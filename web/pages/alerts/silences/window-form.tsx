import { type FormEvent, type ReactNode, useState } from 'react';
import type { MaintenanceWindow, WindowInput } from '#contract/silences.ts';
import { matchersText, readMatchers } from '../../../lib/matchers.ts';
import { TextField } from '../../../ui/form/field.tsx';
import { FormEnd } from '../../../ui/form/form-end.tsx';
import { useSending } from '../../../ui/sending.ts';
import { say } from '../../../ui/toast.tsx';
import { useWho } from '../../../ui/who.ts';
import { MatchersField } from './matchers-field.tsx';

type Weekday = WindowInput['weekdays'][number];
const weekdays: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const changes = ['GET /api/maintenance-windows', 'GET /api/alerts'] as const;

function Days({ chosen, onChange }: { readonly chosen: readonly Weekday[]; readonly onChange: (days: readonly Weekday[]) => void }): ReactNode {
  const turn = (day: Weekday) => onChange(weekdays.filter((other) => (other === day ? !chosen.includes(day) : chosen.includes(other))));
  return (
    <fieldset>
      <legend>Begins on</legend>
      <div className="checks-row">
        {weekdays.map((day) => (
          <label key={day}>
            <input type="checkbox" checked={chosen.includes(day)} onChange={() => turn(day)} />
            {day.charAt(0).toUpperCase() + day.slice(1)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function useSaving(window: MaintenanceWindow | undefined, onDone: () => void) {
  const done = ({ name }: MaintenanceWindow) => {
    say(`${name} is saved.`);
    onDone();
  };
  const adding = useSending('POST /api/maintenance-windows', { changes, onDone: done });
  const changing = useSending('PUT /api/maintenance-windows/:id', { changes, onDone: done });
  const save = (body: WindowInput) => (window === undefined ? adding.mutate({ to: {}, body }) : changing.mutate({ to: { id: window.id }, body }));
  const { error, isPending } = window === undefined ? adding : changing;
  return { save, error, isPending };
}

/** A window that comes again: a new one, or one that is changed. */
export function WindowForm({ window, onDone }: { readonly window: MaintenanceWindow | undefined; readonly onDone: () => void }): ReactNode {
  const [who, setWho] = useWho();
  const [name, setName] = useState(window?.name ?? '');
  const [why, setWhy] = useState(window?.why ?? '');
  const [text, setText] = useState(window === undefined ? '' : matchersText(window.matchers));
  const [days, setDays] = useState<readonly Weekday[]>(window?.weekdays ?? ['sunday']);
  const [from, setFrom] = useState(window?.from ?? '02:00');
  const [to, setTo] = useState(window?.to ?? '04:00');
  const [timeZone, setTimeZone] = useState(() => window?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const { save, error, isPending } = useSaving(window, onDone);
  const matchers = readMatchers(text);
  const isReady = [name, why, who, timeZone].every((part) => part.trim() !== '') && matchers !== undefined && days.length > 0 && from !== '' && to !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) save({ name: name.trim(), who: who.trim(), why: why.trim(), matchers, weekdays: [...days], from, to, timeZone: timeZone.trim() });
  };
  return (
    <form className="form part-form" aria-label={window === undefined ? 'New window' : `Edit ${window.name}`} onSubmit={submit}>
      <TextField label="Name" value={name} onChange={setName} maxLength={128} />
      <MatchersField value={text} isRead={matchers !== undefined} onChange={setText} />
      <Days chosen={days} onChange={setDays} />
      <div className="form-row">
        <TextField label="From" type="time" value={from} onChange={setFrom} />
        <TextField label="To" type="time" value={to} onChange={setTo} hint={to !== '' && to <= from ? 'on the next day' : undefined} />
        <TextField label="Time zone" value={timeZone} onChange={setTimeZone} maxLength={64} />
      </div>
      <div className="form-row">
        <TextField label="Who" value={who} onChange={setWho} maxLength={128} />
        <TextField label="Why" value={why} onChange={setWhy} maxLength={1024} />
      </div>
      <FormEnd error={error} send="Save" isReady={isReady} isPending={isPending} onCancel={onDone} />
    </form>
  );
}
