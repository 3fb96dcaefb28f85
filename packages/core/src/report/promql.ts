import { parser } from '@prometheus-io/lezer-promql';

/** Functions whose argument must be a range: `metric[5m]` or a subquery. Source: Prometheus's function table. */
const ofRange =
  /^(?:rate|irate|increase|i?delta|deriv|changes|resets|predict_linear|double_exponential_smoothing|holt_winters|absent_over_time|\w+_over_time)$/;
const rangeNodes = new Set(['MatrixSelector', 'SubqueryExpr']);

/**
 * Why Prometheus would refuse an expression; `undefined` when it would not. The grammar is Prometheus's own; of its
 * type rules only the one that is broken most is checked, a range where an instant belongs and the reverse.
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
      }
      return undefined;
    },
  });
  return fault;
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
