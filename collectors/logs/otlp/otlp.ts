import { containerNames } from '../../identity/container-names.ts';
import { Listening } from '../listening.ts';
import type { ExportOptions } from './export-options.ts';

export type OtlpOptions = Omit<ExportOptions, 'containerName'>;

/** What applications and collectors export by OTLP/HTTP. What decodes it takes 9 MB: it is loaded here alone. */
export function otlp(options: OtlpOptions): Listening {
  const { at, onTrouble } = options;
  const names = containerNames();
  const open = async () => {
    const { exportServer } = await import('./export-server.ts');
    return exportServer({ ...options, containerName: (id) => names.name(id) });
  };
  return new Listening(`OTLP on ${at.host} port ${at.port}`, open, onTrouble);
}
