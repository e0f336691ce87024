import { type FormEvent, type ReactNode, useState } from 'react';
import { TextField } from '../../../ui/form/field.tsx';
import { FormEnd } from '../../../ui/form/form-end.tsx';
import { useSending } from '../../../ui/sending.ts';
import { say } from '../../../ui/toast.tsx';
import { useWho } from '../../../ui/who.ts';

interface Props {
  readonly id: string;
  readonly onDone: () => void;
}

const changes = ['GET /api/alerts', 'GET /api/alerts/:id', 'GET /api/alerts/:id/history'] as const;

interface FormProps {
  readonly label: string;
  readonly button: string;
  readonly noteLabel: string;
  readonly needsNote: boolean;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onSend: (who: string, note: string) => void;
  readonly onCancel: () => void;
}

function WhoAndNote({ label, button, noteLabel, needsNote, isPending, error, onSend, onCancel }: FormProps): ReactNode {
  const [who, setWho] = useWho();
  const [note, setNote] = useState('');
  const isReady = who.trim() !== '' && (!needsNote || note.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) onSend(who.trim(), note.trim());
  };
  return (
    <form className="form alert-form" aria-label={label} onSubmit={submit}>
      <TextField label="Who" value={who} onChange={setWho} required maxLength={128} hint="Kept in this browser." />
      <TextField label={noteLabel} value={note} onChange={setNote} required={needsNote} maxLength={2048} />
      <FormEnd error={error} send={button} isReady={isReady} isPending={isPending} onCancel={onCancel} />
    </form>
  );
}

/** Somebody looks after it: others need not. */
export function AcknowledgeForm({ id, onDone }: Props): ReactNode {
  const done = () => {
    say('You look after it until it is over.');
    onDone();
  };
  const { mutate, isPending, error } = useSending('POST /api/alerts/:id/acknowledge', { changes, onDone: done });
  const sends = (who: string, note: string) => mutate({ to: { id }, body: note === '' ? { who } : { who, note } });
  return (
    <WhoAndNote
      isPending={isPending}
      error={error}
      label="Acknowledge"
      button="Acknowledge"
      noteLabel="Note, if any"
      needsNote={false}
      onSend={sends}
      onCancel={onDone}
    />
  );
}

/** What was found out, for those who come after. */
export function NoteForm({ id, onDone }: Props): ReactNode {
  const { mutate, isPending, error } = useSending('POST /api/alerts/:id/notes', { changes, onDone });
  return (
    <WhoAndNote
      isPending={isPending}
      error={error}
      label="Note"
      button="Write it down"
      noteLabel="Note"
      needsNote
      onSend={(who, note) => mutate({ to: { id }, body: { who, note } })}
      onCancel={onDone}
    />
  );
}
