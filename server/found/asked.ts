import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import { everything, type Field, type FindError, type Rule, type Term } from '#contract/find/term.ts';
import { badInput } from '../problem.ts';
import { patternProblem } from '../store/logs/line-matcher.ts';

const allowed =
  'words, "phrases", /patterns/, exists(field) and comparisons like level>=warn, app=checkout or latency>200ms; - turns around, or, and and ( ) join';

function wrongPattern(term: Term): FindError[] {
  const says = term.is === 'pattern' ? patternProblem(term) : undefined;
  return says === undefined ? [] : [{ from: term.from, to: term.to, says }];
}

/** What a query asks for; what it cannot mean is an answer with its place. */
export function ruleOf(query: string | undefined, fields: readonly Field[] = logFields): Rule {
  if (query === undefined) return everything;
  const { rule, terms, errors } = parseFind(query, fields);
  const [first] = [...errors, ...terms.flatMap(wrongPattern)];
  if (first === undefined) return rule;
  const { from, to, says } = first;
  throw badInput('query', allowed, `at ${from + 1} to ${to} of the query: ${says}`, { position: from, length: to - from });
}
