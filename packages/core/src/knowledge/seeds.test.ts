import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkRules, promtoolExpected } from '../../test/promtool.ts';
import type { KnowledgeFile } from '../ports/index.ts';
import { sharedSentences } from '../report/index.ts';
import { readEntries, recall, renderEntry, renderTable } from './index.ts';

const root = join(import.meta.dirname, '../../../../knowledge-base');
const files: KnowledgeFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.(?:md|yml)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const { entries, gaps } = readEntries(files);
const textOf = (path: string) => files.find((file) => file.path === path)?.text;

test('every past incident can be read, and writing it again gives the same bytes', () => {
  expect(gaps).toEqual([]);
  expect(entries.length).toBeGreaterThanOrEqual(5);
  for (const entry of entries) expect(renderEntry(entry)).toBe(textOf(`incidents/${entry.id}.md`));
});

test('the table is the one that the entries give', () => {
  expect(textOf('incidents.md')).toBe(renderTable(entries));
});

test('every past incident has its runbook, rules and recommendations, and no file is left over', () => {
  const expected = entries.flatMap(({ id }) => [
    `incidents/${id}.md`,
    `runbooks/${id}.md`,
    `alerting-rules/${id}.yml`,
    `recommendations/${id}.md`,
  ]);
  expect(files.map(({ path }) => path).sort()).toEqual([...expected, 'README.md', 'incidents.md'].sort());
});

test('no two runbooks share 30 % of their sentences', () => {
  const runbooks = files.filter(({ path }) => path.startsWith('runbooks/'));
  for (const one of runbooks) {
    for (const other of runbooks) if (one !== other) expect(sharedSentences(one.text, other.text)).toBeLessThan(0.3);
  }
});

test.skipIf(!promtoolExpected)('promtool takes every rule file', () => {
  const { status, said } = checkRules(
    files.filter(({ path }) => path.endsWith('.yml')).map(({ path }) => join(root, path)),
  );
  expect(status, said).toBe(0);
});

test.each([
  [
    'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory',
    'memory-exhaustion',
  ],
  [
    'HikariPool-1 - Connection is not available, request timed out after 30000ms. Apparent connection leak detected',
    'pool-exhaustion',
  ],
  ['pq: null value in column "currency" violates not-null constraint', 'schema-drift'],
  ['token endpoint answered 401 invalid_client, client secret has expired', 'auth-mismatch'],
  ['write /data/journal: no space left on device', 'disk-full'],
])('recalls the right past incident for %j', (text, failureMode) => {
  const [best, second] = recall({ text }, entries);
  expect(entries.find(({ id }) => id === best?.id)?.failureMode).toBe(failureMode);
  expect(best?.score ?? 0).toBeGreaterThan((second?.score ?? 0) + 0.1);
});

test('recalls nothing for words that no past incident has', () => {
  expect(recall({ text: 'NXDOMAIN while resolving payments.internal through kube-dns' }, entries)).toEqual([]);
});
