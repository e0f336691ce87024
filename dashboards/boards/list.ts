import type { Board } from './board.ts';
import { edges } from './edges.ts';
import { host } from './host.ts';
import { requestsBoard } from './requests.ts';
import { workload } from './workload.ts';

/** Every board, in the order in which one reads them. To add one, write its file and list it here. */
export const boards: readonly Board[] = [host, edges, requestsBoard, workload];
