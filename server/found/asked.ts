import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import { everything, type Field, type Rule } from '#contract/find/term.ts';
import { badInput } from '../problem.ts';

const allowed =
  'words, "phrases", /patterns/, exists(field) and comparisons like level>=warn, app=checkout or latency>200ms; - turns around, or, and and ( ) join';

/** What a query asks for; what it cannot mean is an answer with its place. */
export function ruleOf(query: string | undefined, fields: readonly Field[] = logFields): Rule {
  if (query === undefined) return everything;
  const {
    rule,
    errors: [first],
  } = parseFind(query, fields);
  if (first === undefined) return rule;
  const { from, to, says } = first;
  throw badInput('query', allowed, `at ${from + 1} to ${to} of the query: ${says}`, { position: from, length: to - from });
}
