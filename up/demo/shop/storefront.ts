import { Resolver } from 'node:dns/promises';
import { fullMessage } from '../../errors.ts';
import { dnsFailures, logStorm, packetLoss } from '../faults.ts';
import { demoPorts } from '../places.ts';
import { Link } from '../wire/link.ts';
import { command, resp } from '../wire/resp.ts';
import { ask, type Reply } from './ask.ts';
import { isOn } from './faults-on.ts';
import { jsonLine, type Writes, write } from './lines.ts';
import { homePage } from './pages.ts';
import { type Answer, type Asked, idIn, notFound, serve, Trouble } from './service.ts';

const cache = new Link(demoPorts.redis, resp);
/** While one waits for what was lost, the others go on. */
const busy = Array.from({ length: 4 }, () => new Link(demoPorts.redis, resp));
const cacheTrouble = new Trouble('the cache');
const homeSeconds = 10;
const linesAtOnce = 75;
const mostLookUps = 4;
const resolving = new Trouble('names');
const resolver = new Resolver({ timeout: 500, tries: 1 });
resolver.setServers([`127.0.0.1:${demoPorts.resolver}`]);
let lines = 0;
let lookUps = 0;
const productSeconds = 5;

const say: Writes = (...line) => write(jsonLine('storefront', ...line));

serve({ name: 'storefront', port: demoPorts.storefront, answer, write: say });
act({ everyMs: 50, fault: logStorm, does: chatter });
act({ everyMs: 5, fault: packetLoss, does: askALot });
act({ everyMs: 100, fault: dnsFailures, does: () => void lookUp() });

function answer({ method, path, query }: Asked): Promise<Answer> {
  const product = idIn(path, 'products');
  if (method === 'GET' && path === '/') return cachedHome();
  if (method === 'GET' && product !== undefined) return cachedProduct(product);
  if (method === 'POST' && path === '/orders') return order(query);
  return Promise.resolve(notFound);
}

async function cachedHome(): Promise<Answer> {
  const known = await inCache('GET', 'page:home');
  const body = known ?? homePage();
  if (known === undefined) await keep('page:home', body, homeSeconds);
  return { status: 200, type: 'text/html; charset=utf-8', body };
}

async function cachedProduct(id: number): Promise<Answer> {
  const key = `product:${id}`;
  const known = await inCache('GET', key);
  if (known !== undefined) return { status: 200, type: 'application/json', body: known };
  const { status, body } = await checkout('GET', `/products/${id}`);
  if (status === 200) await keep(key, body, productSeconds);
  return { status, type: 'application/json', body };
}

async function order(query: URLSearchParams): Promise<Answer> {
  return { ...(await checkout('POST', `/orders?${query}`)), type: 'application/json' };
}

/** A connection for each request. */
function checkout(method: 'GET' | 'POST', path: string): Promise<Reply> {
  return ask({ port: demoPorts.checkout, method, path });
}

const inCache = (...words: readonly string[]) => answerOf(cache, words);

/** Without its cache the shop is slower, not closed. */
async function answerOf(link: typeof cache, words: readonly string[]): Promise<string | undefined> {
  try {
    const value = await link.ask(command(...words));
    cacheTrouble.over();
    return typeof value === 'string' ? value : undefined;
  } catch (cause) {
    cacheTrouble.say(fullMessage(cause));
    return undefined;
  }
}

async function keep(key: string, value: string, seconds: number): Promise<void> {
  await inCache('SET', key, value, 'EX', String(seconds));
}

interface Act {
  readonly everyMs: number;
  readonly fault: Parameters<typeof isOn>[0];
  readonly does: () => void;
}

/** Does something again and again while a fault is on. */
function act({ everyMs, fault, does }: Act): void {
  setInterval(() => {
    if (isOn(fault)) does();
  }, everyMs);
}

function askALot(): void {
  const [link = cache] = busy;
  busy.push(...busy.splice(0, 1));
  void answerOf(link, ['GET', 'page:home']);
}

/** As if its debug level were left on. */
function chatter(): void {
  for (let line = 0; line < linesAtOnce; line += 1) {
    lines += 1;
    say('debug', 'cache looked at', { key: `product:${lines % 12}`, age_ms: lines % 5000, turn: lines });
  }
}

async function lookUp(): Promise<void> {
  if (lookUps >= mostLookUps) return;
  lookUps += 1;
  try {
    await resolver.resolve4('rates.shop.example');
    resolving.over();
  } catch (cause) {
    resolving.say(fullMessage(cause));
    say('error', 'rates are not known', { error: fullMessage(cause) });
  } finally {
    lookUps -= 1;
  }
}
