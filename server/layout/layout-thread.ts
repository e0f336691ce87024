import { parentPort, workerData } from 'node:worker_threads';
import { type LayoutInput, placeNew } from './place.ts';

/** Places what is new of one graph, posts the result and ends: graphs change rarely, and a thread at rest costs memory. */
if (parentPort !== null) parentPort.postMessage(placeNew(workerData as LayoutInput));
