import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Body, Params, Reply, RouteName } from '#contract/routes.ts';
import { send } from './api.ts';

interface Sent<Name extends RouteName> {
  readonly to: Params<Name>;
  readonly body: Body<Name>;
}

interface Options<Name extends RouteName> {
  /** What is asked again, because it is different now. */
  readonly changes: readonly RouteName[];
  readonly onDone?: (reply: Reply<Name>) => void;
}

/** Something that a person does, and what it changes on the page. */
export function useSending<Name extends RouteName>(name: Name, { changes, onDone }: Options<Name>): UseMutationResult<Reply<Name>, Error, Sent<Name>> {
  const client = useQueryClient();
  return useMutation<Reply<Name>, Error, Sent<Name>>({
    mutationFn: ({ to, body }) => send(name, to, body),
    networkMode: 'always',
    onSuccess: async (reply) => {
      onDone?.(reply);
      await Promise.all(changes.map((route) => client.invalidateQueries({ queryKey: [route] })));
    },
  });
}
