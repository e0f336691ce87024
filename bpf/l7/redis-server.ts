import { type RealServer, realServer } from './real-server.ts';

/** Nothing is kept on disk; whoever comes may do everything. */
export function redisServer(...settings: readonly string[]): Promise<RealServer> {
  return realServer({
    name: 'redis',
    prepare: (folder) => ['mkdir', `${folder}/data`],
    serve: (folder, port) => [
      ...['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--dir', `${folder}/data`],
      ...['--save', '', '--appendonly', 'no', '--repl-diskless-sync-delay', '0', '--enable-debug-command', 'local', ...settings],
    ],
    stops: 'SIGKILL',
  });
}
