import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../ui/api.ts';
import { say } from '../../../ui/toast.tsx';

const movedWords = (moved: number): string => {
  if (moved === 0) return 'Everything stands well already: nothing moved.';
  return moved === 1 ? 'Tidied: one workload stands elsewhere now.' : `Tidied: ${moved} workloads stand elsewhere now.`;
};

/** Gives every node a new place, for all who look at the map: only where a person asks for it. */
export function useTidy(): { readonly tidy: () => void; readonly running: boolean } {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => send('POST /api/layout/tidy', {}, {}),
    networkMode: 'always',
    onSuccess: async ({ moved }) => {
      await client.invalidateQueries({ queryKey: ['GET /api/topology'] });
      say(movedWords(moved));
    },
    onError: (error) => say(`The map could not be tidied. ${error.message}`),
  });
  return { tidy: () => mutate(), running: isPending };
}
