import { query } from '../wire/postgres.ts';
import { catalogue } from './catalogue.ts';

/** So many orders are kept; the next one takes the place of the oldest. */
const keptOrders = 5000;
export const fullStock = 500;

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const products = catalogue.map(({ id, name, cents }) => `(${id}, ${quoted(name)}, ${cents}, ${fullStock})`).join(', ');

/** Makes the shop's tables anew. */
export const makeTables: Buffer = query(`
  DROP TABLE IF EXISTS orders, products;
  DROP SEQUENCE IF EXISTS order_numbers;
  CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL, cents int NOT NULL, stock int NOT NULL);
  INSERT INTO products VALUES ${products};
  CREATE SEQUENCE order_numbers MAXVALUE ${keptOrders} CYCLE;
  CREATE TABLE orders (number int PRIMARY KEY, product int NOT NULL REFERENCES products, quantity int NOT NULL, paid boolean NOT NULL, at timestamptz NOT NULL DEFAULT now());
`);
