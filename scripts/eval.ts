/**
 * Answers every bundled incident twice on a real git repository and compares with its expected.json.
 *
 *   npm run eval                     the table
 *   npm run eval -- --disguise       with every name of the domain and all pull request numbers changed
 *   npm run eval -- --json           one JSON object
 *   npm run eval -- --only oom       incidents whose id contains the text
 *
 * The clock stands at the alert's `firedAt`, so that two runs can be compared byte for byte. Exit code 1 when anything is wrong.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { normaliseAlert } from '@sre-aiops/core';
import { type BundledIncident, buildWorld, disguise, incidentsIn } from '@sre-aiops/testkit';
import { type Response, respond, silentLog } from 'sre-aiops';

/** One line of the table; `true` is right. */
interface Row {
  readonly id: string;
  /** The culprit is named and ranked first, or rightly none is. */
  readonly culprit: boolean;
  readonly remediation: boolean;
  /** The fix touches every file that it must. */
  readonly touches: boolean;
  /** `git apply --check` on the head; true for an escalation, which has no patch. */
  readonly applies: boolean;
  /** `promtool check rules` accepts the alert rules. */
  readonly rules: boolean;
  readonly failureMode: boolean;
  readonly category: boolean;
  /** Every decisive log line stands in the digest. */
  readonly sees: boolean;
  /** Two runs gave the same bytes. */
  readonly same: boolean;
  /** Milliseconds of the first run, from alert to knowledge. */
  readonly ms: number;
  readonly said: string;
}

const { values } = parseArgs({
  options: {
    disguise: { type: 'boolean' },
    json: { type: 'boolean' },
    only: { type: 'string' },
    incidents: { type: 'string' },
  },
});
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-eval-'));
const promtool = findPromtool();

try {
  const folder =
    values.incidents ??
    (values.disguise ? disguise(root, join(scratch, 'disguised')).incidents : join(root, 'incidents'));
  const incidents = incidentsIn(folder).filter(({ id }) => id.includes(values.only ?? ''));
  const rows: Row[] = [];
  for (const incident of incidents) rows.push(await evaluate(incident));
  process.stdout.write(values.json ? `${JSON.stringify({ incidents: rows })}\n` : `${table(rows)}\n`);
  process.exitCode = rows.every(isRight) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function evaluate(incident: BundledIncident): Promise<Row> {
  const { id, folder, expected } = incident;
  const repo = await buildWorld(incident, join(scratch, 'worlds', id));
  const started = performance.now();
  const answer = await answered(folder, repo, join(scratch, 'first', id));
  const ms = Math.round(performance.now() - started);
  const again = await answered(folder, repo, join(scratch, 'again', id));
  const { diagnosis, remediation } = answer;
  const [first] = answer.incident.suspects;
  return {
    id,
    culprit:
      expected.culprit === null
        ? diagnosis.culprit === null
        : diagnosis.culprit?.number === expected.culprit && first?.number === expected.culprit,
    remediation: expected.remediationTypes.includes(remediation.type),
    touches: expected.mustTouch.every((wanted) =>
      remediation.edits.some(({ path }) => (wanted.endsWith('/') ? path.startsWith(wanted) : path === wanted)),
    ),
    applies: remediation.type === 'escalation' || applies(remediation.patch, repo),
    rules: rulesAreValid(answer),
    failureMode: diagnosis.failureMode === expected.failureMode,
    category: diagnosis.category === expected.category,
    sees: expected.mustSee.every((line) =>
      answer.incident.log.patterns.some(({ example }) => flat(example).includes(flat(line))),
    ),
    same: sameBytes(answer.folder, again.folder),
    ms,
    said: `${diagnosis.culprit ? `#${diagnosis.culprit.number}` : 'none'} (${diagnosis.confidence.score}) ${diagnosis.failureMode}/${diagnosis.category} → ${remediation.type}`,
  };
}

async function answered(folder: string, repo: string, out: string): Promise<Response> {
  const payload: unknown = JSON.parse(readFileSync(join(folder, 'alert.json'), 'utf8'));
  const { firedAt } = normaliseAlert(payload, new Date(0).toISOString()).alert;
  return respond({
    incident: folder,
    repo,
    out,
    knowledge: join(root, 'knowledge-base'),
    clock: { now: () => firedAt },
    log: silentLog,
  });
}

function applies(patch: string, repo: string): boolean {
  return patch !== '' && spawnSync('git', ['apply', '--check', '-'], { cwd: repo, input: patch }).status === 0;
}

/** Redaction and white space aside, a pattern's example shows the line. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

function sameBytes(first: string, again: string): boolean {
  return spawnSync('diff', ['-r', first, again]).status === 0;
}

function rulesAreValid({ folder, artifacts }: Response): boolean {
  const rules = artifacts.files.find(({ kind }) => kind === 'alerting-rules');
  if (!rules || !promtool) return false;
  return spawnSync(promtool, ['check', 'rules', join(folder, 'artifacts', rules.file)]).status === 0;
}

function findPromtool(): string | undefined {
  const found = spawnSync('promtool', ['--version']).status === 0;
  if (!found)
    process.stderr.write(
      'promtool is not installed, so no alert rule counts as valid (Debian: apt-get install prometheus).\n',
    );
  return found ? 'promtool' : undefined;
}

function isRight({ ms: _, said: __, id: ___, ...checks }: Row): boolean {
  return Object.values(checks).every(Boolean);
}

function table(rows: readonly Row[]): string {
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
  const width = Math.max(...rows.map(({ id }) => id.length));
  const head = `${'incident'.padEnd(width)}  ${columns.join('  ')}      ms  answer`;
  const lines = rows.map(
    (row) =>
      `${row.id.padEnd(width)}  ${columns.map((column) => (row[column] ? 'yes' : 'NO').padEnd(column.length)).join('  ')}  ${String(row.ms).padStart(6)}  ${row.said}`,
  );
  const totals = columns.map((column) =>
    `${rows.filter((row) => row[column]).length}/${rows.length}`.padEnd(column.length),
  );
  return [head, ...lines, `${''.padEnd(width)}  ${totals.join('  ')}`].join('\n');
}
