import { readFile } from 'node:fs/promises';

const listenState = '0A';

/** Whether anybody listens on this TCP port of this host; where the kernel does not tell, as if somebody did. A connect would be counted where nobody does. */
export async function isListenedOn(port: number): Promise<boolean> {
  const hexPort = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((table) => readFile(table, 'utf8').catch(() => '')));
  if (tables.every((table) => table === '')) return true;
  return tables.some((table) =>
    table.split('\n').some((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/);
      return state === listenState && local.endsWith(hexPort);
    }),
  );
}
