/**
 * Answers every bundled incident twice on a real git repository and compares with its expected.json.
 *
 *   npm run eval                          the table
 *   npm run eval -- --disguise            with every name of the domain and all pull request numbers changed
 *   npm run eval -- --json                one JSON object
 *   npm run eval -- --only oom            incidents whose id contains the text
 *   npm run eval -- --incidents FOLDER    another folder of incidents, such as incidents/elsewhere
 *   npm run eval -- --least 0.9           enough when this share of culprits and of remediation types is right
 *
 * The clock stands at the alert's `firedAt`, so that two runs can be compared byte for byte. Exit code 1 when anything is wrong.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { disguise, evaluate, hasPromtool, incidentsIn, isRight, type Verdict } from '@sre-aiops/testkit';

const { values } = parseArgs({
  options: {
    disguise: { type: 'boolean' },
    json: { type: 'boolean' },
    only: { type: 'string', default: '' },
    incidents: { type: 'string' },
    least: { type: 'string' },
  },
});
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-eval-'));
if (!hasPromtool()) {
  process.stderr.write(
    'promtool is not installed, so no alert rule counts as valid (Debian: apt-get install prometheus).\n',
  );
}

try {
  const bundled = values.disguise ? disguise(root, join(scratch, 'disguised')).incidents : join(root, 'incidents');
  const verdicts: Verdict[] = [];
  for (const incident of incidentsIn(values.incidents ?? bundled).filter(({ id }) => id.includes(values.only))) {
    verdicts.push((await evaluate(incident, scratch, join(root, 'knowledge-base'))).verdict);
  }
  process.stdout.write(`${values.json ? JSON.stringify({ incidents: verdicts }) : table(verdicts)}\n`);
  process.exitCode = verdicts.length > 0 && isEnough(verdicts) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Everything right, or with `--least` the wanted share of culprits and of remediation types. */
function isEnough(verdicts: readonly Verdict[]): boolean {
  if (values.least === undefined) return verdicts.every(isRight);
  const share = (right: (verdict: Verdict) => boolean) => verdicts.filter(right).length / verdicts.length;
  return (
    Math.min(
      share(({ culprit }) => culprit),
      share(({ remediation }) => remediation),
    ) >= Number(values.least)
  );
}

function table(verdicts: readonly Verdict[]): string {
  const columns = [
    'culprit',
    'remediation',
    'touches',
    'applies',
    'rules',
    'failureMode',
    'category',
    'sees',
    'same',
  ] as const;
  const width = Math.max(...verdicts.map(({ id }) => id.length));
  const head = `${'incident'.padEnd(width)}  ${columns.join('  ')}      ms  answer`;
  const lines = verdicts.map((verdict) => {
    const cells = columns.map((column) => (verdict[column] ? 'yes' : 'NO').padEnd(column.length));
    return `${verdict.id.padEnd(width)}  ${cells.join('  ')}  ${String(verdict.ms).padStart(6)}  ${verdict.said}`;
  });
  const totals = columns.map((column) =>
    `${verdicts.filter((verdict) => verdict[column]).length}/${verdicts.length}`.padEnd(column.length),
  );
  return [head, ...lines, `${''.padEnd(width)}  ${totals.join('  ')}`].join('\n');
}
