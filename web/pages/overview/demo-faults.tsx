import './demo-faults.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Switch } from 'react-aria-components';
import type { Reply } from '#contract/routes.ts';
import { sentence } from '../../lib/words.ts';
import { send } from '../../ui/api.ts';
import { useRoute } from '../../ui/queries.ts';
import { say } from '../../ui/toast.tsx';

const askedEveryMs = 5000;

type Fault = Reply<'GET /api/demo'>['faults'][number];

function FaultRow({ fault, onTurn, disabled }: { readonly fault: Fault; readonly onTurn: (on: boolean) => void; readonly disabled: boolean }): ReactNode {
  const { does, look, on, problem } = fault;
  return (
    <li>
      <Switch className="demo-fault" isSelected={on} onChange={onTurn} isDisabled={disabled}>
        <span>{sentence(does)}</span>
        <span className="switch" aria-hidden="true" />
        {on && problem === '' && <span className="demo-look">{sentence(look)}</span>}
      </Switch>
      {on && problem !== '' && <p className="demo-problem">It does nothing yet: {problem}</p>}
    </li>
  );
}

/** None where no demo runs; undefined until that is known. */
export function useDemoFaults(): readonly Fault[] | undefined {
  const { data, error } = useRoute('GET /api/demo', undefined, () => ({}), { everyMs: askedEveryMs });
  return data?.faults ?? (error === null ? undefined : []);
}

/** What goes wrong in the demo, each to be turned on and off. */
export function DemoFaults({ faults }: { readonly faults: readonly Fault[] }): ReactNode {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ name, on }: Pick<Fault, 'name' | 'on'>) => send('POST /api/demo/faults/:name/:to', { name, to: on ? 'on' : 'off' }, {}),
    networkMode: 'always',
    onSuccess: () => client.invalidateQueries({ queryKey: ['GET /api/demo'] }),
    onError: (error) => say(`The demo could not be changed. ${error.message}`),
  });
  return (
    <section className="panel-part demo-faults" aria-label="Demo">
      <h3>
        Demo <span>what goes wrong in the shop</span>
      </h3>
      <ul>
        {faults.map((fault) => (
          <FaultRow key={fault.name} fault={fault} disabled={isPending} onTurn={(on) => mutate({ name: fault.name, on })} />
        ))}
      </ul>
    </section>
  );
}
