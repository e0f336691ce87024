import type { Progress } from '../../ship/spool/progress.ts';
import type { LineSink, Tail } from './tail.ts';

export interface TailsOptions {
  readonly globs: readonly string[];
  readonly isLeftOut: (path: string) => boolean;
  /** How far files were read by an earlier process. */
  readonly progress: Pick<Progress, 'positions' | 'marks'>;
  /** So many are open at once; what matches beside them waits until others are gone. */
  readonly mostFiles: number;
  readonly sink: LineSink;
  readonly onRefused: (path: string) => void;
  readonly onTrouble: (trouble: unknown) => void;
  /** The file is one of those that are read from now on, or begins again. */
  readonly onKnown: (tail: Tail) => void;
  /** The file will not be read any more, and need not be known. */
  readonly onGone: (key: string) => void;
  /** To be kept with the next lines. */
  readonly onMark: (name: string, value: string) => void;
}
