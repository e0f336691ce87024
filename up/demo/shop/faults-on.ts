import type { FaultName } from '../faults.ts';

let on: readonly unknown[] = [];

/** Whether a fault is on, as the supervisor told last. */
export function isOn(fault: { readonly name: FaultName }): boolean {
  return on.includes(fault.name);
}

process.on('message', (message) => {
  if (typeof message === 'object' && message !== null && 'faultsOn' in message && Array.isArray(message.faultsOn)) on = message.faultsOn;
});
