import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Receiver, ReceiverInput } from '#contract/receivers.ts';
import { Choice, TextArea, TextField } from '../../../ui/form/field.tsx';
import { FormEnd } from '../../../ui/form/form-end.tsx';
import { useSending } from '../../../ui/sending.ts';
import { say } from '../../../ui/toast.tsx';
import { isKept, keptSecret, kindIds, kinds, missingIn, overKept, type TargetField, type TargetKind, targetOf, type Values, valuesOf } from './forms.ts';

type Severity = ReceiverInput['severities'][number];
const severities: readonly Severity[] = ['page', 'ticket', 'info', 'none'];
const changes = ['GET /api/receivers'] as const;

interface FieldProps {
  readonly field: TargetField;
  readonly value: string;
  /** Whether the receiver has one, which is not shown. */
  readonly wasKept: boolean;
  readonly onChange: (value: string) => void;
}

/** A secret that is kept is not shown: another is written over it, or it is removed on purpose. */
function KeptField({ field: { label, hint, isOptional }, value, onChange }: FieldProps): ReactNode {
  const isRemoved = value === '';
  const placeholder = isRemoved ? 'removed once this is saved' : 'kept; write to change it';
  return (
    <div className="kept-field">
      <TextField
        label={label}
        hint={hint}
        type="password"
        placeholder={placeholder}
        value={value === keptSecret ? '' : value}
        onChange={(next) => onChange(overKept(next))}
      />
      {isOptional === true && (
        <Button className="control" onPress={() => onChange(isRemoved ? keptSecret : '')}>
          {isRemoved ? 'Keep it' : 'Remove it'}
        </Button>
      )}
    </div>
  );
}

function OneField(props: FieldProps): ReactNode {
  const { field, value, wasKept, onChange } = props;
  const { label, hint, isSecret, isLong } = field;
  if (wasKept) return <KeptField {...props} />;
  if (isLong === true) return <TextArea label={label} hint={hint} mono rows={5} value={value} onChange={onChange} />;
  return <TextField label={label} hint={hint} {...(isSecret && { type: 'password' })} value={value} onChange={onChange} />;
}

function Severities({ chosen, onChange }: { readonly chosen: readonly Severity[]; readonly onChange: (chosen: readonly Severity[]) => void }): ReactNode {
  const turn = (severity: Severity) => onChange(severities.filter((other) => (other === severity ? !chosen.includes(severity) : chosen.includes(other))));
  return (
    <fieldset>
      <legend>Is told of (none chosen: page, ticket and info)</legend>
      <div className="checks-row">
        {severities.map((severity) => (
          <label key={severity}>
            <input type="checkbox" checked={chosen.includes(severity)} onChange={() => turn(severity)} />
            {severity === 'none' ? 'Watchdog, every 15 minutes' : severity}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function useSaving(receiver: Receiver | undefined, onDone: () => void) {
  const done = ({ name }: Receiver) => {
    say(`${name} is saved. A test shows whether it can be reached.`);
    onDone();
  };
  const adding = useSending('POST /api/receivers', { changes, onDone: done });
  const changing = useSending('PUT /api/receivers/:name', { changes, onDone: done });
  const save = (name: string, body: ReceiverInput) =>
    receiver === undefined ? adding.mutate({ to: {}, body: { name, ...body } }) : changing.mutate({ to: { name: receiver.name }, body });
  const { error, isPending } = receiver === undefined ? adding : changing;
  return { save, error, isPending };
}

interface Props {
  readonly receiver: Receiver | undefined;
  readonly taken: readonly string[];
  readonly onDone: () => void;
}

/** Who is to be told, and where: a form for each kind. */
export function ReceiverForm({ receiver, taken, onDone }: Props): ReactNode {
  const [name, setName] = useState(receiver?.name ?? '');
  const [kind, setKind] = useState<TargetKind>(receiver?.to.kind ?? 'webhook');
  const [values, setValues] = useState<Values>(receiver === undefined ? {} : valuesOf(receiver.to));
  const [told, setTold] = useState<readonly Severity[]>(receiver?.severities ?? []);
  const [owners, setOwners] = useState(receiver?.owners.join(', ') ?? '');
  const [resolved, setResolved] = useState(receiver?.resolved ?? true);
  const { save, error, isPending } = useSaving(receiver, onDone);
  const isTaken = receiver === undefined && taken.includes(name.trim());
  const missing = missingIn(kind, values);
  const isReady = name.trim() !== '' && !isTaken && missing.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const ownersOf = owners
      .split(',')
      .map((owner) => owner.trim())
      .filter((owner) => owner !== '');
    save(name.trim(), { severities: [...told], owners: ownersOf, resolved, to: targetOf(kind, values, receiver?.to) });
  };
  return (
    <form className="form part-form" aria-label={receiver === undefined ? 'New receiver' : `Edit ${receiver.name}`} onSubmit={submit}>
      <div className="form-row">
        <TextField
          label="Name"
          value={name}
          disabled={receiver !== undefined}
          maxLength={63}
          problem={isTaken ? 'There is one of that name.' : undefined}
          onChange={setName}
        />
        <Choice
          label="Kind"
          value={kind}
          choices={kindIds.map((id) => ({ id, says: kinds[id].says }))}
          onChange={(next) => {
            setKind(next);
            setValues(receiver?.to.kind === next ? valuesOf(receiver.to) : {});
          }}
        />
      </div>
      {kinds[kind].fields.map((field) => (
        <OneField
          key={`${kind} ${field.key}`}
          field={field}
          value={values[field.key] ?? ''}
          wasKept={isKept(kind, field, receiver?.to)}
          onChange={(value) => setValues({ ...values, [field.key]: value })}
        />
      ))}
      <Severities chosen={told} onChange={setTold} />
      <TextField label="Of these owners (empty: all)" value={owners} onChange={setOwners} hint="With commas between them." />
      <div className="checks-row">
        <label>
          <input type="checkbox" checked={resolved} onChange={() => setResolved(!resolved)} />
          also told when it is over
        </label>
      </div>
      <FormEnd error={error} send="Save" isReady={isReady} isPending={isPending} onCancel={onDone}>
        {missing.length > 0 && <span className="quiet">Not filled in: {missing.join(', ')}</span>}
      </FormEnd>
    </form>
  );
}
