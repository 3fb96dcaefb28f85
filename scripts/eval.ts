/**
 * Answers every bundled incident twice on a real git repository and compares with its expected.json.
 *
 *   npm run eval                          the table
 *   npm run eval -- --disguise            with every name of the domain and all pull request numbers changed
 *   npm run eval -- --json                one JSON object
 *   npm run eval -- --only oom            incidents whose id contains the text; as often as wanted
 *   npm run eval -- --incidents FOLDER    another folder of incidents, such as incidents/elsewhere
 *   npm run eval -- --prove               runs every fix with its reproducer, and three suspects on trial (Maven, JDK ≥ 21, npm)
 *   npm run eval -- --least 0.9           enough when this share of culprits and of remediation types is right
 *
 * The clock stands at the alert's `firedAt`, so that two runs can be compared byte for byte. Exit code 1 when anything is wrong.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type BundledIncident,
  disguise,
  evaluate,
  hasPromtool,
  incidentsIn,
  isRight,
  type ProofVerdict,
  proveIncident,
  type Verdict,
} from '@sre-aiops/testkit';

const { values } = parseArgs({
  options: {
    disguise: { type: 'boolean' },
    json: { type: 'boolean' },
    only: { type: 'string', multiple: true, default: [''] },
    incidents: { type: 'string' },
    least: { type: 'string' },
    prove: { type: 'boolean' },
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
  const incidents = incidentsIn(values.incidents ?? bundled).filter(({ id }) =>
    values.only.some((part) => id.includes(part)),
  );
  process.exitCode = (values.prove ? await proveAll(incidents) : await evaluateAll(incidents)) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function evaluateAll(incidents: readonly BundledIncident[]): Promise<boolean> {
  const verdicts: Verdict[] = [];
  for (const incident of incidents)
    verdicts.push((await evaluate(incident, scratch, join(root, 'knowledge-base'))).verdict);
  process.stdout.write(`${values.json ? JSON.stringify({ incidents: verdicts }) : table(verdicts)}\n`);
  return verdicts.length > 0 && isEnough(verdicts);
}

/** Two at a time: builds wait for disks and servers as much as for processors. */
async function proveAll(incidents: readonly BundledIncident[]): Promise<boolean> {
  const waiting = [...incidents];
  const verdicts: ProofVerdict[] = [];
  const work = async () => {
    for (let incident = waiting.shift(); incident; incident = waiting.shift()) {
      const verdict = await proveIncident(incident, {
        scratch,
        knowledge: join(root, 'knowledge-base'),
        installed: join(root, 'app'),
      });
      process.stderr.write(`${verdict.id}: ${verdict.proof}, ${verdict.seconds} s. ${verdict.why}\n`);
      verdicts.push(verdict);
    }
  };
  await Promise.all([work(), work()]);
  verdicts.sort((a, b) => (a.id < b.id ? -1 : 1));
  process.stdout.write(`${values.json ? JSON.stringify({ incidents: verdicts }) : proofTable(verdicts)}\n`);
  return verdicts.length > 0 && isProvedEnough(verdicts);
}

/** Every culprit confirmed, no wrong fix taken for proved, and all but one of the fixes proved. */
function isProvedEnough(verdicts: readonly ProofVerdict[]): boolean {
  const fixes = verdicts.filter(({ type }) => type !== 'escalation');
  return (
    verdicts.every(({ confirmed, decoys, refused }) => confirmed !== false && decoys === refused) &&
    fixes.every(({ proof }) => proof !== 'none') &&
    fixes.filter(({ proof }) => proof !== 'proved').length <= 1
  );
}

function proofTable(verdicts: readonly ProofVerdict[]): string {
  const rows = verdicts.map(({ id, rank, type, before, proof, confirmed, decoys, refused, seconds }) => {
    const trial = confirmed === undefined ? 'none' : confirmed ? 'confirmed' : 'NOT confirmed';
    return `| ${id} | ${rank ?? 'none'} | ${type} | ${before} → ${proof} | ${trial} | ${refused} / ${decoys} | ${seconds} s |`;
  });
  const heads = ['incident', 'culprit ranked', 'fix', 'proof', 'culprit on trial', 'wrong fixes refused', 'time'];
  return [`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...rows].join('\n');
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
