import './chooser.css';
import { Columns3 } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useRemembered } from './remembered.ts';

interface Choice {
  readonly id: string;
  /** Not shown until it is chosen. */
  readonly spare?: boolean;
}

export interface Chosen<One> {
  readonly shown: ReadonlySet<string>;
  readonly visible: readonly One[];
  readonly choose: (ids: readonly string[]) => void;
}

/** The columns that the person has chosen, remembered by that name; the first always, since it names the row. */
export function useChosen<One extends Choice>(name: string, columns: readonly One[]): Chosen<One> {
  const [chosen, choose] = useRemembered(`columns.${name}`);
  const shown = useMemo(() => new Set(chosen ?? columns.filter(({ spare }) => spare !== true).map(({ id }) => id)), [chosen, columns]);
  const visible = useMemo(() => columns.filter(({ id }, index) => index === 0 || shown.has(id)), [columns, shown]);
  return { shown, visible, choose };
}

interface ChooserProps {
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly shown: ReadonlySet<string>;
  readonly onChange: (ids: readonly string[]) => void;
}

/** The first column names the row, so it stays. */
export function Chooser({ columns, shown, onChange }: ChooserProps): ReactNode {
  const turn = (id: string) => onChange(columns.map((column) => column.id).filter((other) => (other === id ? !shown.has(id) : shown.has(other))));
  return (
    <DialogTrigger>
      <Button className="control">
        <Columns3 className="icon" size={14} aria-hidden="true" />
        Columns
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Dialog className="chooser" aria-label="Columns">
          {columns.slice(1).map(({ id, title }) => (
            <label key={id}>
              <input type="checkbox" checked={shown.has(id)} onChange={() => turn(id)} />
              {title}
            </label>
          ))}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
