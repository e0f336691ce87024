import { X } from 'lucide-react';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';

const listeners = new Set<() => void>();
const readMs = 6000;

interface Toast {
  readonly text: string;
}
let toast: Toast | undefined;

function show(next: Toast | undefined): void {
  toast = next;
  for (const listener of listeners) listener();
}

/** Says in a corner what has been done; the next one takes its place. */
export const say = (text: string): void => show({ text });

/** Where toasts are read, also by a screen reader: it stands in the page before there is one. */
export function Toasts(): ReactNode {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toast,
  );
  useEffect(() => {
    if (current === undefined) return;
    const timer = setTimeout(() => show(undefined), readMs);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <div className="toasts" role="status" aria-label="Messages">
      {current !== undefined && (
        <div className="toast">
          {current.text}
          <Button className="control control-square" aria-label="Dismiss" onPress={() => show(undefined)}>
            <X className="icon" size={14} aria-hidden="true" />
          </Button>
        </div>
      )}
    </div>
  );
}
