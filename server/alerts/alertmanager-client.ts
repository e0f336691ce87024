import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AlertingConfig } from '#contract/children.ts';
import { boundedText } from '../bounded-body.ts';
import { parsedJson } from '../parsed-json.ts';
import type { Labels } from '../store/prometheus.ts';

const LabelSet = Type.Record(Type.String(), Type.String());

const ToldAlert = Type.Object({
  fingerprint: Type.String(),
  labels: LabelSet,
  annotations: LabelSet,
  startsAt: Type.String(),
  endsAt: Type.String(),
  generatorURL: Type.Optional(Type.String()),
  status: Type.Object({ state: Type.String(), silencedBy: Type.Array(Type.String()), inhibitedBy: Type.Array(Type.String()) }),
});
export type ToldAlert = Static<typeof ToldAlert>;

const Matchers = Type.Array(
  Type.Object({ name: Type.String(), value: Type.String(), isRegex: Type.Boolean(), isEqual: Type.Optional(Type.Boolean({ default: true })) }),
);
const ToldSilence = Type.Object({
  id: Type.String(),
  status: Type.Object({ state: Type.String() }),
  matchers: Matchers,
  startsAt: Type.String(),
  endsAt: Type.String(),
  createdBy: Type.String(),
  comment: Type.String(),
});
export type ToldSilence = Static<typeof ToldSilence>;

/** Who silences while Alertmanager reads its configuration again: that is no silence of anybody’s. */
export const reloads = 'sonde (reload)';

export interface NewSilence extends Pick<ToldSilence, 'matchers' | 'startsAt' | 'endsAt' | 'createdBy' | 'comment'> {
  readonly id?: string;
}

const alertsReply = Compile(Type.Array(ToldAlert));
const silencesReply = Compile(Type.Array(ToldSilence));
const silenceReply = Compile(ToldSilence);
const newReply = Compile(Type.Object({ silenceID: Type.String() }));

/** `refused`: it says why. `away`: no answer, or none that could be understood. */
export class AlertmanagerError extends Error {
  readonly kind: 'away' | 'refused' | 'unknown';
  constructor(kind: 'away' | 'refused' | 'unknown', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export interface AlertmanagerClient {
  alerts(): Promise<readonly ToldAlert[]>;
  /** Those that somebody made. */
  silences(): Promise<readonly ToldSilence[]>;
  silence(id: string): Promise<ToldSilence>;
  addSilence(silence: NewSilence): Promise<string>;
  endSilence(id: string): Promise<void>;
  addAlert(alert: { readonly labels: Labels; readonly annotations: Labels; readonly endsAt: string }): Promise<void>;
  /** Takes its configuration anew, and may tell of what is held back (see `reload.ts`); rejects where that is not one. */
  reload(): Promise<void>;
}

/** Of ten thousand alerts, a third of them held back by others, Alertmanager 0.25 tells in 2 s, and in many more on a busy machine: it holds each of them against all that may hold it back. */
const timeoutMs = 30_000;
/** Ten thousand alerts with all their words are some 15 MB. */
const maxBytes = 64 << 20;

interface Sent {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
}

export function alertmanagerClient({ url, login }: AlertingConfig['alertmanager']): AlertmanagerClient {
  const authorization = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const ask = async (path: string, { method = 'GET', body }: Sent): Promise<{ status: number; text: string | undefined }> => {
    const headers = { ...(authorization !== undefined && { authorization }), ...(body !== undefined && { 'content-type': 'application/json' }) };
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      return { status: response.status, text: await boundedText(response, maxBytes) };
    } catch (cause) {
      throw awayError(url, cause);
    }
  };
  const text = async (path: string, sent: Sent = {}): Promise<string> => {
    const { status, text: answer } = await ask(path, sent);
    if (answer === undefined) throw new AlertmanagerError('away', `Alertmanager at ${url} answered with more than ${maxBytes} bytes`);
    if (status < 300) return answer;
    const said = answer.slice(0, 500).trim();
    if (status === 404) throw new AlertmanagerError('unknown', `Alertmanager does not know that: ${said}`);
    if (status === 401 || status === 403) throw new AlertmanagerError('away', `Alertmanager at ${url} refuses our name and password`);
    throw new AlertmanagerError('refused', `Alertmanager says: ${said}`);
  };
  const json = async <Schema extends TSchema>(known: { Check(value: unknown): boolean }, path: string, sent?: Sent): Promise<Static<Schema>> => {
    const answer: unknown = parsedJson(await text(path, sent));
    if (!known.Check(answer)) throw new AlertmanagerError('away', `Alertmanager at ${url} answered with something that is not its own format`);
    return answer as Static<Schema>;
  };
  return {
    alerts: () => json<Type.TArray<typeof ToldAlert>>(alertsReply, '/api/v2/alerts'),
    silences: async () => {
      const told = await json<Type.TArray<typeof ToldSilence>>(silencesReply, '/api/v2/silences');
      return told.filter(({ createdBy }) => createdBy !== reloads);
    },
    silence: (id) => json<typeof ToldSilence>(silenceReply, `/api/v2/silence/${encodeURIComponent(id)}`),
    addSilence: async (silence) => {
      const known = Type.Object({ silenceID: Type.String() });
      return (await json<typeof known>(newReply, '/api/v2/silences', { method: 'POST', body: silence })).silenceID;
    },
    endSilence: async (id) => {
      await text(`/api/v2/silence/${encodeURIComponent(id)}`, { method: 'DELETE' });
    },
    addAlert: async (alert) => {
      await text('/api/v2/alerts', { method: 'POST', body: [alert] });
    },
    reload: async () => {
      await text('/-/reload', { method: 'POST' });
    },
  };
}

function awayError(url: string, cause: unknown): AlertmanagerError {
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return new AlertmanagerError('away', `Alertmanager at ${url} did not answer within ${timeoutMs / 1000} s`, { cause });
  }
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
  return new AlertmanagerError('away', `Alertmanager at ${url} does not answer: ${reason}`, { cause });
}
