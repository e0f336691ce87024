import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { FormProblem } from './problem.tsx';

/** Who has not pressed again by then was not sure. */
const sureForMs = 5000;

interface Props {
  readonly onRemove: () => void;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly className?: string;
  readonly icon?: ReactNode;
}

/** What removes for good asks once more, in its own place. */
export function RemoveButton({ onRemove, isPending, error, className = 'control', icon }: Props): ReactNode {
  const [isSure, setSure] = useState(false);
  useEffect(() => {
    if (!isSure) return;
    const timer = setTimeout(() => setSure(false), sureForMs);
    return () => clearTimeout(timer);
  }, [isSure]);
  const press = () => {
    setSure(!isSure);
    if (isSure) onRemove();
  };
  return (
    <>
      <Button className={className} isPending={isPending} onPress={press}>
        {icon}
        {isSure ? 'Remove it for good' : 'Remove'}
      </Button>
      <FormProblem error={error} />
    </>
  );
}
