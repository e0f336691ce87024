import { join } from 'node:path';
import { smallHeapEnv, smallHeapFlags } from '../../up/children/small-heap.ts';
import { ContenderProcess } from '../contender-process.ts';

const program = join(import.meta.dirname, '../../collectors/logs/lines/read-file.ts');
/** As `up` starts the logs process. */
const env = Object.entries(smallHeapEnv).map(([name, value]) => `${name}=${value}`);

/** What reads the files of a glob each time that it is asked to. */
export function lineReader(name: string, glob: string): Promise<ContenderProcess> {
  return ContenderProcess.binary(name, 'env', [...env, process.execPath, ...smallHeapFlags, program, glob]);
}
