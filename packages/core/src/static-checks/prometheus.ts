import type { FilePair } from '../remediations/unified.ts';
import { promqlFault } from '../report/promql.ts';
import { newFaults } from './new-faults.ts';
import type { PlanCheck } from './types.ts';
import { yamlValues } from './yaml-values.ts';

/**
 * Rules of Prometheus, in a file of their own or in a `PrometheusRule`: every group has a name of its own, every rule is an alert
 * or a record with an expression that Prometheus's grammar takes.
 */
export const prometheusRules: PlanCheck = async (pairs) =>
  pairs.filter(({ path }) => /\.(?:ya?ml|rules)$/.test(path)).flatMap(checkFile);

function checkFile({ path, before, after }: FilePair) {
  const groups = groupsIn(after);
  if (groups.length === 0) return [];
  const naming = { name: `Prometheus rules: ${path}`, passed: 'Every expression parses.' };
  return newFaults(naming, faultsOf(groups), faultsOf(groupsIn(before)));
}

type Fields = Readonly<Record<string, unknown>>;
/** A list of groups, as one file or object holds it. */
type Groups = readonly Fields[];

function groupsIn(text: string | undefined): Groups[] {
  if (text === undefined || !/^\s*-?\s*expr:/m.test(text)) return [];
  return yamlValues(text).flatMap((document) => {
    const root = fieldsOf(document);
    const { groups } = root.kind === 'PrometheusRule' ? fieldsOf(root.spec) : root;
    const listed = Array.isArray(groups) ? groups.map(fieldsOf) : [];
    return listed.length > 0 && listed.every(({ rules }) => Array.isArray(rules)) ? [listed] : [];
  });
}

function faultsOf(all: readonly Groups[]): string[] {
  return all.flatMap((groups) => {
    const names = groups.map(({ name }) => (typeof name === 'string' ? name : ''));
    return groups.flatMap(({ rules }, at) => {
      const name = names[at]!;
      if (name === '') return ['A group has no name.'];
      if (names.indexOf(name) < at) return [`Two groups are called ${name}.`];
      return (rules as readonly unknown[]).map(fieldsOf).flatMap(ruleFault);
    });
  });
}

function ruleFault({ alert, record, expr, for: time }: Fields): string[] {
  const name = alert ?? record;
  if (typeof name !== 'string' || (alert !== undefined && record !== undefined))
    return ['A rule has not one name: it is an alert or a record.'];
  if (typeof expr !== 'string' && typeof expr !== 'number') return [`${name} has no expression.`];
  if (typeof expr === 'string' && expr.includes('{{')) return [];
  const fault = promqlFault(String(expr));
  if (fault) return [`${name}: ${fault}.`];
  const isTime =
    time === undefined ||
    /^(?=.)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$|^0$/.test(String(time));
  return isTime ? [] : [`${name}: ${String(time)} is no time that Prometheus reads.`];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
