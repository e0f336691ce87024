import { randomInt, randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { fullMessage } from '../../errors.ts';
import { demoPorts } from '../places.ts';
import { ask } from './ask.ts';
import { catalogue } from './catalogue.ts';
import { announce, Trouble } from './service.ts';

const visitsPerSecond = 4;
const ordersPerVisit = 0.4;
/** When the shop hangs, no more customers come in. */
const mostVisitors = 50;
const trouble = new Trouble('the shop');
let visitors = 0;
let announced = false;

setInterval(() => void enter(), 1000 / visitsPerSecond);

async function enter(): Promise<void> {
  if (visitors >= mostVisitors) return;
  visitors += 1;
  try {
    await visit();
    trouble.over();
    if (!announced) announce('shopper');
    announced = true;
  } catch (cause) {
    trouble.say(`customers leave: ${fullMessage(cause)}`);
  } finally {
    visitors -= 1;
  }
}

/** The first page, one or two products and sometimes an order, on one connection as browsers have it. */
async function visit(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    await load('GET', '/', agent);
    for (let looks = randomInt(1, 3); looks > 0; looks -= 1) await load('GET', `/products/${anyProduct()}`, agent);
    if (Math.random() < ordersPerVisit) await load('POST', `/orders?product=${anyProduct()}&pieces=${randomInt(1, 4)}&key=${randomUUID()}`, agent);
  } finally {
    agent.destroy();
  }
}

async function load(method: 'GET' | 'POST', path: string, agent: Agent): Promise<void> {
  const { status } = await ask({ port: demoPorts.nginx, method, path, agent });
  if (status >= 400) throw new Error(`${method} ${path} is answered by ${status}`);
}

function anyProduct(): number {
  return randomInt(1, catalogue.length + 1);
}
