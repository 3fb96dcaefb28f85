import { expect, test } from 'vitest';
import type { Remediation } from '../incident/index.ts';
import { type Symptoms, whyRed } from './why-red.ts';

const edits = [{ path: 'src/main/java/shop/TillService.java' }, { path: 'web/index.ts' }] as Remediation['edits'];
const judged = (lines: readonly string[], more: Partial<Symptoms> = {}) =>
  whyRed({ lines, annotations: [], remediation: { edits }, conflicts: false, attempt: 1, ...more });
const green = { red: false, lines: [], sharesJob: false };
const other = ['FAILED tests/test_stock.py::test_reserve - AssertionError: expected 3, was 2'];

test.each([
  ['ours', ['src/main/java/shop/TillService.java:[11,2] error: cannot find symbol'], {}],
  ['ours', ['TillServiceTest.addsUp:42 expected: 3 but was: 2'], {}],
  ['ours', ["web/index.ts(3,1): error TS2304: Cannot find name 'x'."], {}],
  ['ours', ['\tat shop.TillService.add(TillService.java:12)'], {}],
  ['ours', ['1 problem'], { annotations: [{ path: 'web/index.ts', line: 3, text: 'no-undef' }] }],
  ['ours', other, { base: green, attempt: 2 }],
  ['stale', ['Found more than one migration with version 7'], {}],
  ['stale', [], { conflicts: true }],
  ['base', other, { base: { red: true, lines: [other[0]!.replace('3', '7')], sharesJob: true } }],
  ['unstable', ['ERROR: The runner has received a shutdown signal.'], {}],
  ['unstable', ['npm error code ECONNRESET'], {}],
  ['unstable', other, { base: green }],
  ['unclear', ['ERROR: The runner has received a shutdown signal.'], { attempt: 2 }],
  ['unclear', other, { base: { red: true, lines: ['error: something else'], sharesJob: true } }],
  ['unclear', other, { base: { red: true, lines: other, sharesJob: false } }],
  ['unclear', other, {}],
  ['unclear', [], {}],
  ['unclear', ['Tests run: 4, Failures: 0, Errors: 0, in TillServiceTest'], {}],
  ['unclear', ['error in other/index.ts'], {}],
] as const)('%s: %j %j', (kind, lines, more) => {
  expect(judged(lines, more).kind).toBe(kind);
});
