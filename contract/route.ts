import { type TSchema, Type } from 'typebox';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A route is a value: method, url, what it takes and what it answers. The server's handlers and the web's calls are typed by it. */
export interface Route<Query extends TSchema = TSchema, Reply extends TSchema = TSchema, Params extends TSchema = TSchema, Body extends TSchema = TSchema> {
  readonly method: Method;
  readonly url: string;
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly reply: Reply;
}

const nothing = Type.Object({}, { additionalProperties: false });
type Nothing = typeof nothing;

export function route<Query extends TSchema = Nothing, Reply extends TSchema = TSchema, Params extends TSchema = Nothing, Body extends TSchema = Nothing>(
  url: string,
  summary: string,
  { method = 'GET', params, query, body, reply }: { method?: Method; params?: Params; query?: Query; body?: Body; reply: Reply },
): Route<Query, Reply, Params, Body> {
  return { method, url, summary, params: params ?? (nothing as never), query: query ?? (nothing as never), body: body ?? (nothing as never), reply };
}
