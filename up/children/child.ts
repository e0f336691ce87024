/** One run of a child, as its ready condition sees it. */
export interface Run {
  readonly pid: number;
  /** Aborted when the run ends. */
  readonly signal: AbortSignal;
  /** The first message on its IPC channel; rejects when the run ends before. */
  readonly message: Promise<unknown>;
  /** Over the same channel, until the run ends. */
  readonly tell: (message: object) => void;
  readonly onMessage: (take: (message: unknown) => void) => void;
  /** What the child waits for, or why it is not ready yet: shown when that takes long. */
  waitsFor(text: string): void;
}

export interface Ending {
  /** `ended with 1`, `was ended by SIGKILL` */
  readonly how: string;
  readonly wasReady: boolean;
  /** The last lines that it wrote. */
  readonly lines: readonly string[];
}

/**
 * A process that the supervisor keeps alive. To add one, make a value: what runs (`command` from asRoot or asSonde,
 * which bind its life to the supervisor's and choose its user) and when it counts as ready.
 */
export interface Child {
  /** Prefix of its lines on standard error. */
  readonly name: string;
  readonly command: readonly string[];
  /** Written to its standard input at each start, which then ends. */
  readonly input?: () => string;
  /** Takes its standard output line by line: what it is there for, and no trouble that the supervisor tells. */
  readonly output?: (line: string) => void;
  /** Beside the little that every child gets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is a Node process that answers over IPC. */
  readonly ipc: boolean;
  /** Resolves once the child does its work; `running` is enough for those that need no time. */
  readonly ready: (run: Run) => Promise<void>;
  /** Whether it has last words for others, which are there until it has ended. */
  readonly endsFirst?: boolean;
  /** After an end that nobody asked for; `true` means that something was mended, and the next start comes at once. */
  readonly afterEnd?: (ending: Ending) => Promise<boolean>;
}

/** The ready condition of a child that is ready as soon as it runs. */
export const running: Child['ready'] = () => Promise.resolve();
