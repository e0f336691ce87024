import { createSocket } from 'node:dgram';
import { demoPorts } from '../places.ts';
import { announce } from './service.ts';

const headBytes = 12;
/** It is an answer, recursion is available, and the server failed. */
const failed = { first: 0x80, second: 0x82 } as const;

const socket = createSocket('udp4');
socket.on('message', (query, { address, port }) => {
  if (query.length < headBytes) return;
  const answer = Buffer.from(query);
  answer[2] = (query[2] ?? 0) | failed.first;
  answer[3] = failed.second;
  socket.send(answer, port, address);
});
socket.bind(demoPorts.resolver, '127.0.0.1', () => announce('resolver'));
