import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AlertingConfig } from '#contract/children.ts';
import { parsedJson } from '../parsed-json.ts';
import type { Labels } from '../store/prometheus.ts';
import { type Answered, alertmanagerHttp, maxBytes, timeoutMs } from './alertmanager-http.ts';

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

interface Sent {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
}

type Access = Pick<AlertingConfig['alertmanager'], 'isOurs' | 'login'>;

/** That it does not take who we are, and which settings say that. */
function refusesUs({ isOurs, login }: Access): string {
  if (isOurs) return 'refuses our name and password';
  if (login === undefined) return 'asks who we are: set alertmanager.user and alertmanager.passwordFile, or alertmanager.tokenFile';
  if ('token' in login) return 'refuses the token in alertmanager.tokenFile';
  return 'refuses the name and password of alertmanager.user and alertmanager.passwordFile';
}

/** What an answer means that is none. */
function refusal(config: Access & { readonly url: string }, path: string, { status, location, text }: Answered): AlertmanagerError {
  const away = (says: string) => new AlertmanagerError('away', `Alertmanager at ${config.url} ${says}`);
  if (status < 400) return away(`is somewhere else: it answered ${status}${location === undefined ? '' : ` and names ${location}`}`);
  if (status === 401 || status === 403) return away(refusesUs(config));
  if (status !== 404) return new AlertmanagerError('refused', `Alertmanager says: ${text}`);
  if (path.startsWith('/api/v2/silence/')) return new AlertmanagerError('unknown', `Alertmanager does not know that: ${text}`);
  return away(`has no ${path}: is the path in its address right?`);
}

export function alertmanagerClient(config: AlertingConfig['alertmanager']): AlertmanagerClient {
  const { url } = config;
  const ask = alertmanagerHttp(config);
  const text = async (path: string, { method = 'GET', body }: Sent = {}): Promise<string> => {
    const asked = { method, path, body: body === undefined ? undefined : JSON.stringify(body) };
    const {
      status,
      location,
      text: answer,
    } = await ask(asked).catch((cause: unknown) => {
      throw awayError(url, cause);
    });
    if (answer === undefined) throw new AlertmanagerError('away', `Alertmanager at ${url} answered with more than ${maxBytes} bytes`);
    if (status >= 300) throw refusal(config, path, { status, location, text: answer.slice(0, 500).trim() });
    return answer;
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

/** What OpenSSL says of a certificate that nobody whom we trust has signed. */
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function awayError(url: string, cause: unknown): AlertmanagerError {
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return new AlertmanagerError('away', `Alertmanager at ${url} did not answer within ${timeoutMs / 1000} s`, { cause });
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  // Of a name with several addresses the message is empty.
  const reason = cause instanceof Error ? cause.message || code : String(cause);
  const mend = untrusted.has(code) ? '; alertmanager.ca names the file of who signed its certificate' : '';
  return new AlertmanagerError('away', `Alertmanager at ${url} does not answer: ${reason}${mend}`, { cause });
}
