import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Value } from 'typebox/value';
import { AlertmanagerWebhook } from '#contract/webhooks.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether labels are among others. */
export const has = (labels: Labels, wanted: Labels) => Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** How many messages tell so of an alert with these labels. */
export function tellings(messages: readonly AlertmanagerWebhook[], status: 'firing' | 'resolved', labels: Labels): number {
  return messages.filter(({ alerts }) => alerts.some((alert) => alert.status === status && has(alert.labels, labels))).length;
}

/** When alerts with these labels began, of those that are told so; each once, however many messages tell of it. */
export function startsTold(messages: readonly AlertmanagerWebhook[], status: 'firing' | 'resolved', labels: Labels): string[] {
  const told = messages.flatMap(({ alerts }) => alerts.filter((alert) => alert.status === status && has(alert.labels, labels)));
  return [...new Set(told.map(({ fingerprint, startsAt }) => `${fingerprint} ${startsAt}`))];
}

/** Where webhooks arrive: a real server, which takes what is of Alertmanager's format. */
export class Receiver implements AsyncDisposable {
  readonly #server: Server;
  readonly messages: AlertmanagerWebhook[] = [];
  readonly refused: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      void textOf(request).then(
        (text) => {
          const message: unknown = JSON.parse(text);
          if (Value.Check(AlertmanagerWebhook, message)) this.messages.push(message);
          else this.refused.push(text);
          response.writeHead(200).end();
        },
        // Whoever sent it was killed, and sends it again.
        () => response.destroy(),
      );
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    const { promise, resolve } = Promise.withResolvers<void>();
    receiver.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/alerts`;
  }

  /** What arrives from now on. */
  fromNow(): Pick<Receiver, 'messages'> {
    const { messages } = this;
    const known = messages.length;
    return {
      get messages() {
        return messages.slice(known);
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += String(chunk);
  return text;
}
