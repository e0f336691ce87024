import { randomInt, randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { fullMessage } from '../../errors.ts';
import { demoPorts } from '../places.ts';
import { ask } from './ask.ts';
import { catalogue } from './catalogue.ts';
import { plainLine, type Writes, write } from './lines.ts';
import { announce, Trouble } from './service.ts';

const visitsPerSecond = 4;
const ordersPerVisit = 0.4;
/** When the shop hangs, no more customers come in. */
const mostVisitors = 50;
const trouble = new Trouble('the shop');
const say: Writes = (...line) => write(plainLine(...line));
let visitors = 0;
let visits = 0;
let announced = false;

setInterval(() => void enter(), 1000 / visitsPerSecond);

async function enter(): Promise<void> {
  if (visitors >= mostVisitors) return;
  visitors += 1;
  try {
    const startMs = performance.now();
    const loads = await visit();
    visits += 1;
    say('info', `visit ${visits} ended after ${loads} requests`, { took_ms: Math.round(performance.now() - startMs) });
    trouble.over();
    if (!announced) announce('shopper');
    announced = true;
  } catch (cause) {
    trouble.say(`customers leave: ${fullMessage(cause)}`);
    say('error', `a customer left: ${fullMessage(cause)}`);
  } finally {
    visitors -= 1;
  }
}

/** The first page, one or two products and sometimes an order, on one connection as browsers have it. Answers how many requests that took. */
async function visit(): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const products = randomInt(1, 3);
  const buys = Math.random() < ordersPerVisit;
  try {
    await load('GET', '/', agent);
    for (let looks = products; looks > 0; looks -= 1) await load('GET', `/products/${anyProduct()}`, agent);
    if (buys) await load('POST', `/orders?product=${anyProduct()}&pieces=${randomInt(1, 4)}&key=${randomUUID()}`, agent);
  } finally {
    agent.destroy();
  }
  return 1 + products + Number(buys);
}

async function load(method: 'GET' | 'POST', path: string, agent: Agent): Promise<void> {
  const { status } = await ask({ port: demoPorts.nginx, method, path, agent });
  if (status >= 400) throw new Error(`${method} ${path} is answered by ${status}`);
}

function anyProduct(): number {
  return randomInt(1, catalogue.length + 1);
}
