import { readScope } from '../../lib/scope.ts';
import { scopeTerms } from '../../lib/scope-terms.ts';
import { useClusters } from '../clusters.ts';
import { usePlace } from '../location.ts';

/** What is asked within the scope: what the scope names, and what is searched for. */
export function useScoped(query: string): string {
  const scope = readScope(usePlace().query);
  const terms = scopeTerms(scope, useClusters());
  if (terms === '' || query.trim() === '') return terms === '' ? query : terms;
  return `${terms} (${query})`;
}
