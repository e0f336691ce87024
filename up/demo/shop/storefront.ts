import { fullMessage } from '../../errors.ts';
import { demoPorts } from '../places.ts';
import { Link } from '../wire/link.ts';
import { command, resp } from '../wire/resp.ts';
import { ask, type Reply } from './ask.ts';
import { homePage } from './pages.ts';
import { type Answer, type Asked, idIn, notFound, serve, Trouble } from './service.ts';

const cache = new Link(demoPorts.redis, resp);
const cacheTrouble = new Trouble('the cache');
const homeSeconds = 10;
const productSeconds = 5;

serve('storefront', demoPorts.storefront, ({ method, path, query }: Asked): Promise<Answer> => {
  const product = idIn(path, 'products');
  if (method === 'GET' && path === '/') return cachedHome();
  if (method === 'GET' && product !== undefined) return cachedProduct(product);
  if (method === 'POST' && path === '/orders') return order(query);
  return Promise.resolve(notFound);
});

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

/** Without its cache the shop is slower, not closed. */
async function inCache(...words: readonly string[]): Promise<string | undefined> {
  try {
    const value = await cache.ask(command(...words));
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
