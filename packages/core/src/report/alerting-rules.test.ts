import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkRules, promtoolExpected } from '../../test/promtool.ts';
import type { AlertRule } from '../failure-modes/types.ts';
import { alertingRules, annotation } from './alerting-rules.ts';
import { promqlFault } from './promql.ts';
import { sampleAnswer } from './sample-answer.ts';

const { incident, advice } = sampleAnswer();
const rule = advice.alertRules[0]!;

function promtool(content: string) {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    writeFileSync(join(folder, 'rules.yml'), content);
    return checkRules([join(folder, 'rules.yml')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a rule file', () => {
  const hostile: AlertRule = {
    ...rule,
    alert: 'Ledger "Errors"\n@all',
    summary: '{{ query "up" }} {{{ nested }}} : #x \'y\' "z"',
    description: 'yes: no\n- {{ $labels.pod }} {{ .Foo }} {{',
  };

  test('tells rules of one name apart', () => {
    const { rules } = alertingRules([rule, rule, rule], incident);
    expect(rules.map(({ alert }) => alert)).toEqual(['LedgerErrors', 'LedgerErrors2', 'LedgerErrors3']);
  });

  test('leaves out what Prometheus would refuse, and says why', () => {
    const { rules, gaps } = alertingRules(
      [{ ...rule, expr: 'sum(rate(x[5m]' }, { ...rule, for: 'soon' }, rule],
      incident,
    );
    expect(rules).toHaveLength(1);
    expect(gaps.map(({ why }) => why)).toEqual([
      expect.stringContaining('syntax error'),
      expect.stringContaining('"soon" is no Prometheus duration'),
    ]);
  });

  test('carries severity, service and team', () => {
    expect(alertingRules([rule], incident).content).toContain(
      'severity: "critical"\n          service: "ledger-api"\n          team: "ledger"',
    );
  });

  test.skipIf(!promtoolExpected)('is taken by promtool, whatever its texts hold', () => {
    const checked = promtool(alertingRules([rule, rule, hostile], incident).content);
    expect(checked).toEqual({ status: 0, said: expect.stringContaining('3 rules found') });
    expect(promtool(alertingRules([], incident).content).status).toBe(0);
  });

  /** `promtool check` lets it pass, the rule then fails at every evaluation. */
  const bareRange = 'x[5m]';
  const refused = [
    'rate(x)',
    'sum(x[5m])',
    bareRange,
    'x[5m] > 1',
    'sum by (a rate(x[1m])',
    'rate(x[5m]) >',
    'max_over_time(x)',
    '1 == 1',
    '(1) > -(2)',
    'x > 5 and 1 == 1',
    'x > 5 or 1',
    'time() > 3',
    'sum(1) > 0',
    '',
  ];
  const taken = [
    'rate(x[5m]) > 0',
    'max_over_time(rate(x[5m])[1h:5m]) > 1',
    'rate(x[5m] offset 1h) > 0',
    'quantile_over_time(0.9, x[5m]) > 1',
    'histogram_quantile(0.99, sum by (le) (rate(x_bucket[5m]))) > 1',
    'absent(x)',
    'topk(5, x) > 1',
    'quantile(0.9, x) > 1 + 2',
    'x > scalar(y)',
    '-x > -1',
    '1 == bool 1',
    'x == bool 1 and y',
    'time() - x > 3',
    'predict_linear(node_filesystem_avail_bytes[1h], 4 * 3600) < 0',
  ];

  test.each(refused)('does not take %j', (expr) => expect(promqlFault(expr)).toBeDefined());
  test.each(taken)('takes %j', (expr) => expect(promqlFault(expr)).toBeUndefined());

  test.skipIf(!promtoolExpected)('agrees with promtool on what it takes and what not', () => {
    const status = (expr: string) =>
      promtool(`groups:\n- name: g\n  rules:\n  - alert: A\n    expr: ${JSON.stringify(expr)}\n`).status;
    for (const expr of refused.filter((text) => text !== bareRange)) expect([expr, status(expr)]).toEqual([expr, 1]);
    for (const expr of taken) expect([expr, status(expr)]).toEqual([expr, 0]);
  });
});

test('an annotation may ask for the value and a label, nothing else', () => {
  expect(annotation('{{ $value | humanize }} {{ $labels.pod }} {{ .X }} {{{{', 200)).toBe(
    '{{ $value | humanize }} {{ $labels.pod }} { { .X } } { { { {',
  );
});
