/** One line of a container's file: what the runtime adds to what the container wrote. */
export interface Entry {
  /** RFC 3339, as the runtime wrote it. */
  readonly time: string;
  readonly stream: string;
  readonly text: string;
  /** The line goes on in the next entry of its stream. */
  readonly isPartial: boolean;
}

const cri = /^(\d{4}-\d\d-\d\dT\S+) (stdout|stderr) ([A-Z:]+) (.*)$/s;

/** containerd and CRI-O: `2026-01-31T13:00:00.123456789+01:00 stdout F text`; undefined for what is none. */
export function readCri(line: string): Entry | undefined {
  const [, time, stream, tags, text] = cri.exec(line) ?? [];
  if (time === undefined || stream === undefined || tags === undefined || text === undefined) return undefined;
  return { time, stream, text, isPartial: tags.split(':').includes('P') };
}

/** Docker's json-file: `{"log":"text\n","stream":"stdout","time":"…"}`; undefined for what is none. */
export function readDocker(line: string): Entry | undefined {
  const { log, stream, time }: { readonly [name: string]: unknown } = { ...parsed(line) };
  if (typeof log !== 'string' || typeof stream !== 'string' || typeof time !== 'string') return undefined;
  const isPartial = !log.endsWith('\n');
  return { time, stream, text: isPartial ? log : log.slice(0, -1), isPartial };
}

function parsed(line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
