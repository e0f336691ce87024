import { alertsBoard } from './alerts.ts';
import type { Board } from './board.ts';
import { dnsBoard } from './dns.ts';
import { dropsBoard } from './drops.ts';
import { edges } from './edges.ts';
import { host } from './host.ts';
import { logs } from './logs.ts';
import { pipeline } from './pipeline.ts';
import { requestsBoard } from './requests.ts';
import { sondeItself } from './sonde.ts';
import { workload } from './workload.ts';

/** Every board, in the order in which one reads them. To add one, write its file and list it here. */
export const boards: readonly Board[] = [host, edges, requestsBoard, workload, dropsBoard, dnsBoard, logs, pipeline, alertsBoard, sondeItself];
