import './form.css';
import { type ReactNode, useId } from 'react';

interface Props {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with what is written there. */
  readonly problem?: string | undefined;
  readonly children: (wired: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean | undefined;
  }) => ReactNode;
}

/** A control with its name, what it takes, and what is wrong with what it holds. */
function Field({ label, hint, problem, children }: Props): ReactNode {
  const id = useId();
  const says = problem ?? hint;
  const wired = { id, 'aria-describedby': says === undefined ? undefined : `${id}-says`, 'aria-invalid': problem === undefined ? undefined : true };
  return (
    <div className={problem === undefined ? 'field' : 'field field-wrong'}>
      <label htmlFor={id}>{label}</label>
      {children(wired)}
      {says !== undefined && (
        <p id={`${id}-says`} className="field-says">
          {says}
        </p>
      )}
    </div>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
  readonly placeholder?: string;
  readonly type?: 'text' | 'password' | 'number' | 'time' | 'datetime-local' | 'url' | 'email';
  readonly required?: boolean;
  readonly mono?: boolean;
  readonly disabled?: boolean;
  readonly maxLength?: number;
}

export function TextField({ label, value, onChange, hint, problem, type = 'text', mono = false, ...rest }: TextProps): ReactNode {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(wired) => (
        <input
          {...wired}
          {...rest}
          className={mono ? 'field-mono' : undefined}
          type={type}
          value={value}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

export function TextArea({
  label,
  value,
  onChange,
  hint,
  problem,
  mono = false,
  rows = 2,
  ...rest
}: Omit<TextProps, 'type'> & { readonly rows?: number }): ReactNode {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(wired) => (
        <textarea
          {...wired}
          {...rest}
          className={mono ? 'field-mono' : undefined}
          rows={rows}
          value={value}
          spellCheck={false}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly id: Value; readonly says: string }[];
  readonly onChange: (value: Value) => void;
  readonly hint?: ReactNode;
}

export function Choice<Value extends string>({ label, value, choices, onChange, hint }: ChoiceProps<Value>): ReactNode {
  const chosen = (id: string) => {
    const choice = choices.find((one) => one.id === id);
    if (choice !== undefined) onChange(choice.id);
  };
  return (
    <Field label={label} hint={hint}>
      {(wired) => (
        <select {...wired} value={value} onChange={({ target }) => chosen(target.value)}>
          {choices.map(({ id, says }) => (
            <option key={id} value={id}>
              {says}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
