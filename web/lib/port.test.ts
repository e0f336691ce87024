import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portAndTransport, portWords, shortPort } from './port.ts';

test('what is counted together has no one port', () => {
  const other = { port: 0, transport: 'tcp' } as const;
  assert.deepEqual([shortPort(other), portWords(other), portAndTransport(other)], ['', 'many ports', 'TCP']);
});

test('a unix socket has no port to show', () => {
  const [tcp, unix] = [{ port: 5432, transport: 'tcp' } as const, { port: 0, transport: 'unix' } as const];
  assert.deepEqual([shortPort(tcp), portWords(tcp), portAndTransport(tcp)], [':5432', 'port 5432', '5432 TCP']);
  assert.deepEqual([shortPort(unix), portWords(unix), portAndTransport(unix)], [' unix', 'a unix socket', 'unix socket']);
});
