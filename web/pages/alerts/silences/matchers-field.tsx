import type { ReactNode } from 'react';
import { TextField } from '../../../ui/form/field.tsx';

const form = 'Labels and what they are: alertname=DiskFull node=~"web-.*" owner!=shop';

interface Props {
  readonly value: string;
  readonly isRead: boolean;
  readonly onChange: (value: string) => void;
}

/** Which alerts: what `readMatchers` reads. */
export function MatchersField({ value, isRead, onChange }: Props): ReactNode {
  const problem = value !== '' && !isRead ? `That is not a list of labels. ${form}` : undefined;
  return <TextField label="What" mono value={value} onChange={onChange} hint={form} problem={problem} />;
}
