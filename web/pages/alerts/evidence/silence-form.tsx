import { type FormEvent, type ReactNode, useState } from 'react';
import type { Alert } from '../../../lib/alert-words.ts';
import { span, stamp } from '../../../lib/time.ts';
import { Choice, TextField } from '../../../ui/form/field.tsx';
import { FormEnd } from '../../../ui/form/form-end.tsx';
import { usePreferences } from '../../../ui/preferences.ts';
import { useSending } from '../../../ui/sending.ts';
import { say } from '../../../ui/toast.tsx';
import { useWho } from '../../../ui/who.ts';

const lengths = [
  { id: '1800', says: '30 minutes' },
  { id: '3600', says: '1 hour' },
  { id: '14400', says: '4 hours' },
  { id: '28800', says: '8 hours' },
  { id: '86400', says: '1 day' },
  { id: '604800', says: '1 week' },
] as const;
type Length = (typeof lengths)[number]['id'];

const reaches = [
  { id: 'alert', says: 'this alert alone' },
  { id: 'name', says: 'every alert of its name' },
] as const;
type Reach = (typeof reaches)[number]['id'];

/** Nobody is told of it for a time, with who wanted it and why. */
export function SilenceForm({ alert, onDone }: { readonly alert: Alert; readonly onDone: () => void }): ReactNode {
  const { zone } = usePreferences();
  const [who, setWho] = useWho();
  const [why, setWhy] = useState('');
  const [length, setLength] = useState<Length>('3600');
  const [reach, setReach] = useState<Reach>('alert');
  const seconds = Number(length);
  const done = () => {
    say(`${alert.name} is silenced for ${span(seconds)}.`);
    onDone();
  };
  const { mutate, isPending, error } = useSending('POST /api/silences', {
    changes: ['GET /api/alerts', 'GET /api/alerts/:id', 'GET /api/alerts/:id/history', 'GET /api/silences'],
    onDone: done,
  });
  const isReady = who.trim() !== '' && why.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const what = reach === 'alert' ? { alert: alert.id } : { matchers: [{ name: 'alertname', value: alert.name, isRegex: false, isEqual: true }] };
    mutate({ to: {}, body: { ...what, seconds, who: who.trim(), why: why.trim() } });
  };
  return (
    <form className="form alert-form" aria-label="Silence" onSubmit={submit}>
      <div className="form-row">
        <Choice label="For" value={length} choices={lengths} onChange={setLength} hint={`until ${stamp(Date.now() + seconds * 1000, zone).slice(5, 16)}`} />
        <Choice label="What" value={reach} choices={reaches} onChange={setReach} />
      </div>
      <TextField label="Why" value={why} onChange={setWhy} required maxLength={1024} />
      <TextField label="Who" value={who} onChange={setWho} required maxLength={128} hint="Kept in this browser." />
      <FormEnd error={error} send="Silence it" isReady={isReady} isPending={isPending} onCancel={onDone} />
    </form>
  );
}
