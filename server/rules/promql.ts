import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Span } from '#contract/find/term.ts';

/** What a person writes in PromQL, read by Prometheus' own grammar: where things stand. Whether it holds, Prometheus says. */

interface Named extends Span {
  readonly name: string;
}

/** `name{label="…"}`; a name may be left out. */
export interface Selector {
  readonly metric: Named | undefined;
  readonly labels: readonly Named[];
}

export interface Reading {
  /** Where the grammar first finds no way on. */
  readonly error: Span | undefined;
  readonly selectors: readonly Selector[];
}

const comparisons = { Gtr: '>', Gte: '>=', Lss: '<', Lte: '<=', Eql: '==', Neq: '!=' } as const;
type Comparison = (typeof comparisons)[keyof typeof comparisons];

const turned: Readonly<Record<Comparison, Comparison>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=', '==': '==', '!=': '!=' };

/** The two sides of an expression that is a comparison with a number. */
export interface Threshold {
  /** What is compared. */
  readonly query: string;
  readonly comparison: Comparison;
  readonly threshold: number;
}

const spanOf = ({ from, to }: Span): Span => ({ from, to });

function firstError(tree: Tree): Span | undefined {
  let error: Span | undefined;
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) error ??= spanOf(node);
      return error === undefined;
    },
  });
  return error;
}

function unquoted(text: string): string {
  return text.replace(/^["'`]/, '').replace(/["'`]$/, '');
}

function selectorOf(node: SyntaxNode, text: string): Selector {
  const named = (at: SyntaxNode): Named => ({ ...spanOf(at), name: unquoted(text.slice(at.from, at.to)) });
  const matchers = ['UnquotedLabelMatcher', 'QuotedLabelMatcher'].flatMap((kind) => node.getChild('LabelMatchers')?.getChildren(kind) ?? []);
  const labels = matchers.flatMap((matcher) => {
    const label = matcher.getChild('LabelName') ?? matcher.getChild('QuotedLabelName');
    return label === null
      ? []
      : [{ label: named(label), value: matcher.getChild('StringLiteral'), isEqual: matcher.getChild('MatchOp')?.getChild('EqlSingle') }];
  });
  const byLabel = labels.find(({ label, isEqual }) => label.name === '__name__' && isEqual);
  const name = node.getChild('Identifier') ?? byLabel?.value;
  return { metric: name ? named(name) : undefined, labels: labels.map(({ label }) => label).filter(({ name: label }) => label !== '__name__') };
}

/** What stands in a text. */
export function readPromql(text: string): Reading {
  const tree = parser.parse(text);
  const selectors: Selector[] = [];
  tree.iterate({
    enter: (node) => {
      if (node.name === 'VectorSelector') selectors.push(selectorOf(node.node, text));
    },
  });
  return { error: firstError(tree), selectors };
}

/** `(a > 5)` as `a > 5`. */
function withoutParentheses(node: SyntaxNode): SyntaxNode {
  const inner = node.name === 'ParenExpr' ? node.firstChild : null;
  return inner === null ? node : withoutParentheses(inner);
}

const literal = /^[+-]?\s*(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf)$/i;

function numberIn(node: SyntaxNode, text: string): number | undefined {
  const written = text.slice(node.from, node.to);
  if (!literal.test(written)) return undefined;
  const number = Number(written.replaceAll(/\s/g, '').replace(/inf$/i, 'Infinity'));
  return Number.isFinite(number) ? number : undefined;
}

/** The sides of `rate(x[5m]) > 5`, or of `5 < rate(x[5m])`; undefined of what is no comparison with a number. */
export function thresholdOf(text: string): Threshold | undefined {
  const tree = parser.parse(text);
  const top = tree.topNode.firstChild;
  if (top === null || firstError(tree) !== undefined) return undefined;
  const whole = withoutParentheses(top);
  const [left, right] = [whole.firstChild, whole.lastChild];
  const comparison = Object.entries(comparisons).find(([name]) => whole.getChild(name) !== null)?.[1];
  if (whole.name !== 'BinaryExpr' || comparison === undefined || left === null || right === null || whole.getChild('BoolModifier') !== null) return undefined;
  const [before, after] = [numberIn(left, text), numberIn(right, text)];
  if (after !== undefined && before === undefined) return { query: text.slice(left.from, left.to), comparison, threshold: after };
  if (before !== undefined && after === undefined) return { query: text.slice(right.from, right.to), comparison: turned[comparison], threshold: before };
  return undefined;
}

/** `histogram_quantile`, as the grammar calls it HistogramQuantile. */
const snake = (name: string) => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();

function namesBetween(first: string, last: string): string[] {
  const names = parser.nodeSet.types.map(({ name }) => name);
  return names.slice(names.indexOf(first), names.indexOf(last) + 1).filter((name) => name !== 'Identifier');
}

/** What can stand before a parenthesis. */
export const functionNames: readonly string[] = [...namesBetween('AbsentOverTime', 'Year'), ...namesBetween('Avg', 'Topk')].map(snake);

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export interface Bracket {
  readonly sign: string;
  readonly at: number;
  /** What closes it; of one that closes nothing, nothing. */
  readonly wants: string | undefined;
}

const outsideOfStrings = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*|[()[\]{}]/gs;

/** The first bracket that has no other half. */
export function oddBracket(text: string): Bracket | undefined {
  const open: Bracket[] = [];
  for (const { 0: sign, index: at } of text.matchAll(outsideOfStrings)) {
    if (sign.length > 1 || sign === '#') continue;
    const wants = closing[sign];
    if (wants !== undefined) open.push({ sign, at, wants });
    else if (open.at(-1)?.wants === sign) open.pop();
    else return open.at(-1) ?? { sign, at, wants: undefined };
  }
  return open.at(-1);
}
