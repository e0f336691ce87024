import { join } from 'node:path';
import { ContenderProcess } from '../contender-process.ts';

const program = join(import.meta.dirname, '../../collectors/logs/lines/read-file.ts');
/** As `up` starts the logs process. */
const env = ['MALLOC_ARENA_MAX=1', 'MALLOC_MMAP_THRESHOLD_=65536'];
const flags = ['--max-semi-space-size=1', '--optimize-for-size'];

/** What reads the files of a glob each time that it is asked to. */
export function lineReader(name: string, glob: string): Promise<ContenderProcess> {
  return ContenderProcess.binary(name, 'env', [...env, process.execPath, ...flags, program, glob]);
}
