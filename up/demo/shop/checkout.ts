import { setTimeout as delay } from 'node:timers/promises';
import { fullMessage } from '../../errors.ts';
import { refused, serverErrors, slowQuery } from '../faults.ts';
import { demoDatabase, demoPorts } from '../places.ts';
import { Link } from '../wire/link.ts';
import { postgres, sql } from '../wire/postgres.ts';
import { command, resp } from '../wire/resp.ts';
import { ask } from './ask.ts';
import { isOn } from './faults-on.ts';
import { logfmtLine, type Writes, write } from './lines.ts';
import { type Answer, type Asked, idIn, notFound, serve, Trouble, text, wholeNumber } from './service.ts';
import { fullStock, makeTables } from './tables.ts';

const say: Writes = (...line) => write(logfmtLine(...line));
const redis = new Link(demoPorts.redis, resp);
const reads = new Link(demoPorts.postgres, postgres(demoDatabase, demoDatabase));
const writes = new Link(demoPorts.postgres, postgres(demoDatabase, demoDatabase));
const mostPieces = 9;
const rememberSeconds = 60;
/** One order in so many is paid by card, where payments are taken at all. */
const ordersPerPayment = 4;
const mostTries = 5;
const payments = new Trouble('payments');
let orders = 0;
let requests = 0;

await tablesMade();
serve({ name: 'checkout', port: demoPorts.checkout, answer, write: say });

function answer({ method, path, query }: Asked): Promise<Answer> {
  const product = idIn(path, 'products');
  requests += 1;
  if (isOn(serverErrors) && requests % 2 === 0) return Promise.resolve({ ...text(500, 'Something went wrong.'), why: 'TypeError: price is undefined' });
  if (method === 'GET' && product !== undefined) return showProduct(product);
  if (method === 'POST' && path === '/orders') return order(query);
  return Promise.resolve(notFound);
}

async function tablesMade(): Promise<void> {
  const trouble = new Trouble('the tables');
  for (;;) {
    try {
      await writes.ask(makeTables);
      trouble.over();
      return;
    } catch (cause) {
      trouble.say(fullMessage(cause));
      await delay(500);
    }
  }
}

async function showProduct(id: number): Promise<Answer> {
  const [row] = await reads.ask(
    isOn(slowQuery)
      ? sql`SELECT json_build_object('id', id, 'name', name, 'cents', cents, 'stock', stock) FROM products, pg_sleep(0.25) WHERE id = ${id}`
      : sql`SELECT json_build_object('id', id, 'name', name, 'cents', cents, 'stock', stock) FROM products WHERE id = ${id}`,
  );
  return typeof row?.[0] === 'string' ? json(200, row[0]) : notFound;
}

async function order(query: URLSearchParams): Promise<Answer> {
  const product = wholeNumber(query.get('product'));
  const pieces = wholeNumber(query.get('pieces'));
  const key = query.get('key') ?? '';
  if (product === undefined || pieces === undefined || pieces < 1 || pieces > mostPieces || !/^[0-9a-f-]{36}$/.test(key))
    return text(400, `An order has a product, 1 to ${mostPieces} pieces and a key.`);
  const first = await redis.ask(command('SET', `order:${key}`, '1', 'NX', 'EX', String(rememberSeconds)));
  if (first === null) return text(409, 'This order is known.');
  const paid = await pay(key);
  const number = await keepOrder(product, pieces, paid);
  if (number !== undefined) say(paid ? 'info' : 'warn', paid ? 'order kept' : 'order kept unpaid', { order: number, product, pieces });
  return number === undefined ? notFound : json(201, JSON.stringify({ number, paid }));
}

/** The number of the order; undefined where there is no such product. */
async function keepOrder(product: number, pieces: number, paid: boolean): Promise<number | undefined> {
  const rows = await writes.ask(sql`
    UPDATE products SET stock = CASE WHEN stock >= ${pieces} THEN stock - ${pieces} ELSE ${fullStock} END WHERE id = ${product};
    INSERT INTO orders (number, product, quantity, paid)
      SELECT nextval('order_numbers'), id, ${pieces}, ${paid ? 1 : 0} = 1 FROM products WHERE id = ${product}
      ON CONFLICT (number) DO UPDATE SET product = excluded.product, quantity = excluded.quantity, paid = excluded.paid, at = excluded.at
      RETURNING number`);
  const number = rows[0]?.[0];
  return typeof number === 'string' ? Number(number) : undefined;
}

/** Whether the order is paid. A payment that fails is made up for later: the customer sees nothing of it. */
async function pay(key: string): Promise<boolean> {
  orders += 1;
  if (!isOn(refused) || orders % ordersPerPayment !== 0) return true;
  for (let tries = 1; tries < mostTries; tries += 1) if (await tryToPay(key)) return true;
  return tryToPay(key);
}

async function tryToPay(key: string): Promise<boolean> {
  try {
    const { status } = await ask({ port: demoPorts.payments, method: 'POST', path: '/payments' });
    payments.over();
    return status === 200;
  } catch (cause) {
    const why = fullMessage(cause);
    payments.say(`orders stay unpaid: ${why}`);
    say('error', 'payment refused', { key, error: why });
    return false;
  }
}

function json(status: number, body: string): Answer {
  return { status, type: 'application/json', body };
}
