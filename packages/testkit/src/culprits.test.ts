import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { measureCulprits } from '../../../scripts/eval/culprits.ts';
import { auroc, brier, foundAt, interval, mean } from '../../../scripts/eval/figures.ts';

const folder = join(mkdtempSync(join(tmpdir(), 'sre-aiops-culprits-')), 'data');
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

const things = ['avatar', 'invoice', 'search', 'export', 'theme', 'webhook'];

/** The report speaks of the third change; every repository of another thing. */
function regression(repo: number) {
  const changes = things.map((thing, index) => ({
    number: 10 * repo + index,
    title: `Rework the ${thing} ${repo}`,
    mergedAt: new Date(Date.UTC(2026, 0, 20 - index)).toISOString(),
    files: [{ path: `src/${thing}.ts`, additions: 1, deletions: 1 }],
    patch: `diff --git a/src/${thing}.ts b/src/${thing}.ts\n@@ -1,1 +1,1 @@\n-old${thing}();\n+new${thing}();\n`,
  }));
  return { id: `case-${repo}`, repo: `shop/${repo}`, symptom: `The ${things[2]} answers nothing`, changes };
}

test('figures are measured on repositories that were not learned from', () => {
  mkdirSync(folder);
  const strong = [1, 2, 3].map(regression);
  const weak = [4, 5].map((repo) => ({ ...regression(repo), culprit: 10 * repo + 2 }));
  writeFileSync(join(folder, 'cases.jsonl'), strong.map((one) => JSON.stringify(one)).join('\n'));
  writeFileSync(
    join(folder, 'labels.json'),
    JSON.stringify(Object.fromEntries(strong.map(({ id }, index) => [id, [10 * (index + 1) + 2]]))),
  );
  writeFileSync(join(folder, 'weak.jsonl.gz'), gzipSync(weak.map((one) => JSON.stringify(one)).join('\n')));
  const { text, plot } = measureCulprits(folder);

  expect(text).toContain('3 cases, labelled by people');
  expect(text).toContain('| newest first | .000 (.000 to .000) | 1.000 (1.000 to 1.000) | .333 (.333 to .333) |');
  expect(text).toContain('| sre-aiops | 1.000 (1.000 to 1.000) |');
  expect(text).toMatch(/\| AUROC of "none" \| 1\.000 /);
  expect(text).toMatch(/\| `words` \| /);
  expect(text).toMatch(/^Settings that the 5 folds chose, .+\.$/m);
  expect(plot).toContain('one of these did it (10)');
  expect(plot).toContain('prefers-color-scheme:dark');
});

test('a figure of probabilities is what its definition says', () => {
  expect(
    brier([
      { probability: 0.8, so: true },
      { probability: 0.4, so: false },
    ]),
  ).toBeCloseTo(0.1, 9);
  expect(auroc([3, 2], [1, 2])).toBeCloseTo(0.875, 9);
  expect(foundAt(0.1, [1, 5, 6, 7, 8, 9, 9, 9, 9, 9], [0, 2, 3, 9])).toBeCloseTo(0.75, 9);
  const [from, to] = interval([0, 1, 1, 1], mean);
  expect(from).toBeLessThan(0.75);
  expect(to).toBe(1);
});
