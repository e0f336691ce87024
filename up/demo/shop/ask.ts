import { type Agent, request } from 'node:http';

export interface Question {
  readonly port: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whose connections are used; none: one of its own for this request. */
  readonly agent?: Agent;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

const maxWaitMs = 5000;

/** One HTTP request to a program of the demo, with the whole answer. */
export function ask({ port, method, path, agent }: Question): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const sent = request({ host: '127.0.0.1', port, method, path, agent: agent ?? false, timeout: maxWaitMs }, (reply) => {
    let body = '';
    reply.setEncoding('utf8');
    reply.on('data', (chunk: string) => {
      body += chunk;
    });
    reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
    reply.on('error', reject);
  });
  sent.on('timeout', () => sent.destroy(new Error(`no answer within ${maxWaitMs / 1000} s`)));
  sent.on('error', (cause) => reject(new Error(`${method} ${path} on port ${port}`, { cause })));
  sent.end();
  return promise;
}
