import type { Target } from '#contract/receivers.ts';
import { badInput } from '../problem.ts';
import { checkMeaning, ForbiddenAddress } from './forbidden.ts';

/** The field that says where a receiver is told, and its address; undefined where that is not for whoever added it to say. */
function destinationOf(to: Target): { readonly field: string; readonly url: string } | undefined {
  switch (to.kind) {
    case 'webhook':
    case 'teams':
    case 'custom':
    case 'slack':
      return { field: 'to.url', url: to.url };
    case 'opsgenie':
      return to.apiUrl === undefined ? undefined : { field: 'to.apiUrl', url: to.apiUrl };
    case 'email':
      return { field: 'to.smarthost', url: `http://${to.smarthost}` };
    case 'pagerduty':
      return undefined;
  }
}

/** Rejects with a `ForbiddenAddress`, whether the server goes there or Alertmanager does. */
export async function checkDestination(to: Target): Promise<void> {
  const destination = destinationOf(to);
  if (destination === undefined) return;
  const { field, url } = destination;
  // Who reads a backslash otherwise than we do finds another host behind it.
  if (!URL.canParse(url) || url.includes('\\')) throw badInput(field, 'an address with a host', `${field} holds no address that can be read`);
  await checkMeaning(url);
}

/** The same, for one that is to be kept. */
export async function checkInput(to: Target): Promise<void> {
  try {
    await checkDestination(to);
  } catch (cause) {
    if (!(cause instanceof ForbiddenAddress)) throw cause;
    throw badInput('to', 'an address that is neither link-local nor of a cloud’s metadata', cause.message);
  }
}
