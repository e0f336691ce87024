import { join } from 'node:path';

export const program = join(import.meta.dirname, '../../collectors/logs/lines/read-file.ts');
/** As `up` starts the logs process. */
export const asItRuns = ['--max-semi-space-size=1', '--optimize-for-size'];
