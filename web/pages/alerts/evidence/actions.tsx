import { BellOff, BookOpen, Hand, NotebookPen } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Alert } from '../../../lib/alert-words.ts';
import { AcknowledgeForm, NoteForm } from './acknowledge-form.tsx';
import { RunbookText } from './runbook.tsx';
import { SilenceForm } from './silence-form.tsx';

type Open = 'silence' | 'acknowledge' | 'note' | 'runbook';

interface ButtonProps {
  readonly of: Open;
  readonly open: Open | undefined;
  readonly onTurn: (open: Open | undefined) => void;
  readonly children: ReactNode;
}

function Turn({ of, open, onTurn, children }: ButtonProps): ReactNode {
  return (
    <button type="button" className="control control-box" aria-expanded={open === of} onClick={() => onTurn(open === of ? undefined : of)}>
      {children}
    </button>
  );
}

/** What can be done about an alert. */
export function Actions({ alert }: { readonly alert: Alert }): ReactNode {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const turns = { open, onTurn: setOpen };
  const isOver = alert.state === 'resolved';
  return (
    <>
      <div className="alert-actions">
        {!isOver && alert.acknowledged === null && (
          <Turn of="acknowledge" {...turns}>
            <Hand className="icon" size={14} aria-hidden="true" />
            Acknowledge
          </Turn>
        )}
        {!isOver && alert.silencedBy.length === 0 && (
          <Turn of="silence" {...turns}>
            <BellOff className="icon" size={14} aria-hidden="true" />
            Silence
          </Turn>
        )}
        <Turn of="note" {...turns}>
          <NotebookPen className="icon" size={14} aria-hidden="true" />
          Note
        </Turn>
        {alert.runbook !== null && (
          <Turn of="runbook" {...turns}>
            <BookOpen className="icon" size={14} aria-hidden="true" />
            Runbook
          </Turn>
        )}
      </div>
      {open === 'silence' && <SilenceForm alert={alert} onDone={close} />}
      {open === 'acknowledge' && <AcknowledgeForm id={alert.id} onDone={close} />}
      {open === 'note' && <NoteForm id={alert.id} onDone={close} />}
      {open === 'runbook' && alert.runbook !== null && <RunbookText name={alert.runbook} />}
    </>
  );
}
