import type { ReactNode } from 'react';
import { ApiError } from '../api.ts';

interface Props {
  readonly error: Error | null;
  /** The text in which the server says a place, and the field that holds it. */
  readonly text?: { readonly field: string; readonly value: string } | undefined;
}

const aroundChars = 32;

/** The place in a text, with a caret under it. */
function Placed({ text, position, length }: { readonly text: string; readonly position: number; readonly length: number }): ReactNode {
  const from = Math.max(0, position - aroundChars);
  const line = text.slice(from, position + length + aroundChars).replaceAll('\n', ' ');
  return <pre>{`${line}\n${' '.repeat(position - from)}${'^'.repeat(Math.max(1, length))}`}</pre>;
}

/** Why what was sent was refused: in the server's words, and where in the text. */
export function FormProblem({ error, text }: Props): ReactNode {
  if (error === null) return null;
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <div className="form-problem" role="alert">
      {error.message}
      {problem?.allowed !== undefined && ` Allowed: ${problem.allowed}.`}
      {problem?.position !== undefined && text !== undefined && <Placed text={text.value} position={problem.position} length={problem.length ?? 1} />}
    </div>
  );
}
