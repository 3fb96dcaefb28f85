import { parser } from '@prometheus-io/lezer-promql';

/** Functions whose argument must be a range: `metric[5m]` or a subquery. Source: Prometheus's function table. */
const ofRange =
  /^(?:rate|irate|increase|i?delta|deriv|changes|resets|predict_linear|double_exponential_smoothing|holt_winters|absent_over_time|\w+_over_time)$/;
const rangeNodes = new Set(['MatrixSelector', 'SubqueryExpr']);

/**
 * Why Prometheus would refuse an expression; `undefined` when it would not. The grammar is Prometheus's own; of its
 * type rules those that are broken most are checked: a range where an instant belongs and the reverse, and numbers that are
 * compared or joined as if they were metrics.
 */
export function promqlFault(expr: string): string | undefined {
  if (expr.trim() === '') return 'the expression is empty';
  const tree = parser.parse(expr);
  let fault: string | undefined;
  tree.iterate({
    enter(node) {
      if (fault) return false;
      if (node.type.isError) fault = `syntax error at character ${node.from + 1}`;
      else if (node.name === 'FunctionCall') fault = rangeFault(node.node, expr);
      else if (node.name === 'MatrixSelector' && !inFunctionOfRange(node.node, expr)) {
        fault = `a range at character ${node.from + 1} that no function takes`;
      } else if (node.name === 'BinaryExpr') fault = numbersFault(node.node, expr);
      else if (
        node.name === 'AggregateExpr' &&
        argumentsOf(node.node)
          .slice(-1)
          .some((one) => isNumber(one, expr))
      )
        fault = `an aggregation of a number at character ${node.from + 1}`;
      return undefined;
    },
  });
  return fault;
}

const comparisons = ['Eql', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte'];
const joins = ['And', 'Or', 'Unless'];

function numbersFault(node: SyntaxNode, expr: string): string | undefined {
  const has = (names: readonly string[]) => names.some((name) => node.getChild(name) !== null);
  const numbers = [node.firstChild, node.lastChild].filter((side) => side && isNumber(side, expr)).length;
  if (numbers > 0 && has(joins)) return `a number at character ${node.from + 1} that is joined like a metric`;
  if (numbers === 2 && has(comparisons) && !has(['BoolModifier']))
    return `a comparison of two numbers at character ${node.from + 1}`;
  return undefined;
}

/** Whether an expression is one number and no list of series. */
function isNumber(node: SyntaxNode, expr: string): boolean {
  const inner = unwrapped(node);
  if (inner.name === 'UnaryExpr') return inner.lastChild !== null && isNumber(inner.lastChild, expr);
  if (inner.name === 'BinaryExpr')
    return [inner.firstChild, inner.lastChild].every((side) => side !== null && isNumber(side, expr));
  if (inner.name === 'FunctionCall') return /^(?:scalar|time|pi)$/.test(functionName(inner, expr));
  return inner.name === 'NumberDurationLiteral';
}

type SyntaxNode = ReturnType<ReturnType<typeof parser.parse>['resolve']>;

function rangeFault(call: SyntaxNode, expr: string): string | undefined {
  const name = functionName(call, expr);
  if (!ofRange.test(name)) return undefined;
  const takesRange = argumentsOf(call).some((argument) => rangeNodes.has(unwrapped(argument).name));
  return takesRange ? undefined : `${name}() takes a range such as [5m]`;
}

function inFunctionOfRange(range: SyntaxNode, expr: string): boolean {
  let node = range.parent;
  while (node && /^(?:ParenExpr|FunctionCallBody|FunctionCallArgs|OffsetExpr|StepInvariantExpr)$/.test(node.name))
    node = node.parent;
  return node?.name === 'FunctionCall' && ofRange.test(functionName(node, expr));
}

function functionName(call: SyntaxNode, expr: string): string {
  return expr.slice(call.from, call.firstChild?.to ?? call.from).trim();
}

function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const body = call.getChild('FunctionCallBody');
  const out: SyntaxNode[] = [];
  for (let child = body?.firstChild ?? null; child; child = child.nextSibling) out.push(child);
  return out;
}

function unwrapped(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (/^(?:ParenExpr|OffsetExpr|StepInvariantExpr)$/.test(inner.name) && inner.firstChild) inner = inner.firstChild;
  return inner;
}
