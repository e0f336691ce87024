import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { FormProblem } from './problem.tsx';

interface Props {
  readonly error: Error | null;
  /** What the button says that sends it. */
  readonly send: string;
  readonly isReady: boolean;
  readonly isPending: boolean;
  readonly onCancel: () => void;
  readonly children?: ReactNode;
}

/** Where a form ends: why it was refused, and what sends it or leaves it. */
export function FormEnd({ error, send, isReady, isPending, onCancel, children }: Props): ReactNode {
  return (
    <>
      <FormProblem error={error} />
      <div className="form-foot">
        <Button type="submit" className="control control-accent" isDisabled={!isReady} isPending={isPending}>
          {send}
        </Button>
        <Button className="control" onPress={onCancel}>
          Cancel
        </Button>
        {children}
      </div>
    </>
  );
}
