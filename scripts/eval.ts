/**
 * Answers every bundled incident twice on a real git repository and compares with its expected.json.
 *
 *   npm run eval                          the table
 *   npm run eval -- --disguise            with every name of the domain and all pull request numbers changed
 *   npm run eval -- --json                one JSON object
 *   npm run eval -- --only oom            incidents whose id contains the text; as often as wanted
 *   npm run eval -- --incidents FOLDER    another folder of incidents, such as incidents/elsewhere
 *   npm run eval -- --prove               runs every fix with its reproducer, and three suspects on trial (Maven, JDK ≥ 21, npm)
 *   npm run eval -- --prove --trials 1    with the first suspect only
 *   npm run eval -- --prove --record      and writes the table into docs/results.md
 *   npm run eval -- --engine openai       asks the model of SRE_AIOPS_MODEL_URL, or copilot: all documents valid, no culprit worse
 *                                         than without it? (scripts/small-model.ts brings a model)
 *   npm run eval -- --tokens              what a model is sent for each, with one that agrees; with --record into docs/results.md
 *   npm run eval -- --drown 100000        with each log under so many ordinary lines of the same services; --record as above
 *   npm run eval -- --least 0.9           enough when this share of culprits and of remediation types is right
 *   npm run eval -- --culprits FOLDER     which change did it, from plain text: cross-validation by repository
 *   npm run eval -- --culprits FOLDER --record   and writes the figures into docs/results.md
 *   npm run eval -- --ci-logs FOLDER      where failed CI logs say why, on labelled ones; --record as above
 *   npm run eval -- --templates FOLDER    how well the lines of known events are grouped; --record as above
 *
 * The clock stands at the alert's `firedAt`, so that two runs can be compared byte for byte. Exit code 1 when anything is wrong.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  type Verdict,
} from '@sre-aiops/testkit';
import type { EngineName } from 'sre-aiops';
import { measureCiLogs } from './eval/ci-logs.ts';
import { measureCulprits } from './eval/culprits.ts';
import { answerDrowned, drownedTable, isAllSeen } from './eval/drowned.ts';
import { besideOffline, isNoWorse, modelTable } from './eval/model.ts';
import { isProvedEnough, proofTable, proveAll, recordIn } from './eval/proofs.ts';
import { measureTemplates } from './eval/templates.ts';
import { tokensOf, tokenTable } from './eval/tokens.ts';

const { values } = parseArgs({
  options: {
    disguise: { type: 'boolean' },
    json: { type: 'boolean' },
    only: { type: 'string', multiple: true, default: [''] },
    incidents: { type: 'string' },
    least: { type: 'string' },
    engine: { type: 'string', default: 'offline' },
    prove: { type: 'boolean' },
    trials: { type: 'string', default: '3' },
    culprits: { type: 'string' },
    'ci-logs': { type: 'string' },
    templates: { type: 'string' },
    tokens: { type: 'boolean' },
    drown: { type: 'string' },
    record: { type: 'boolean' },
  },
});
const root = join(import.meta.dirname, '..');
const knowledge = join(root, 'knowledge-base');
const isData = [values.culprits, values['ci-logs'], values.templates].some((folder) => folder !== undefined);
if (!isData && !hasPromtool()) {
  process.stderr.write(
    'promtool is not installed, so no alert rule counts as valid (Debian: apt-get install prometheus).\n',
  );
}

if (values.drown !== undefined && !/^[1-9]\d{0,6}$/.test(values.drown)) {
  process.stderr.write('--drown takes a number of events, 1 to 9,999,999.\n');
  process.exit(2);
}
if (values.record && (values.only.some(Boolean) || values.incidents !== undefined || values.trials !== '3')) {
  process.stderr.write('A part is not recorded: leave --only, --incidents and --trials out, or --record.\n');
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-eval-'));
try {
  process.exitCode = isData ? await measure() : await answerIncidents();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function answerIncidents(): Promise<number> {
  const { incidents: bundled, app } = values.disguise
    ? disguise(root, join(scratch, 'disguised'))
    : { incidents: join(root, 'incidents'), app: join(root, 'app') };
  const incidents = incidentsIn(values.incidents ?? bundled).filter(({ id }) =>
    values.only.some((part) => id.includes(part)),
  );
  if (values.tokens) return tokens(incidents);
  if (values.drown !== undefined) return drowned(incidents, Number(values.drown));
  const run = values.prove
    ? prove(incidents, app)
    : values.engine === 'offline'
      ? evaluateAll(incidents)
      : ask(incidents);
  return (await run) ? 0 : 1;
}

/** Measures on every folder of data that was named. */
async function measure(): Promise<number> {
  const culprits = values.culprits === undefined ? undefined : measureCulprits(values.culprits);
  const measured = [
    ['culprits', culprits?.text],
    ['ci logs', values['ci-logs'] === undefined ? undefined : await measureCiLogs(values['ci-logs'])],
    ['templates', values.templates === undefined ? undefined : measureTemplates(values.templates)],
  ] as const;
  for (const [name, text] of measured) {
    if (text === undefined) continue;
    process.stdout.write(`${text}\n`);
    if (values.record) recordIn(join(root, 'docs/results.md'), name, text);
  }
  if (values.record && culprits) writeFileSync(join(root, 'docs/calibration.svg'), culprits.plot);
  return 0;
}

async function ask(incidents: readonly BundledIncident[]): Promise<boolean> {
  const verdicts = await besideOffline(incidents, values.engine as EngineName, { scratch, knowledge });
  const text = modelTable(verdicts);
  process.stdout.write(`${values.json ? JSON.stringify({ incidents: verdicts }) : text}\n`);
  if (values.record) recordIn(join(root, 'docs/results.md'), 'model', text);
  return isNoWorse(verdicts);
}

async function tokens(incidents: readonly BundledIncident[]): Promise<number> {
  const sent = await tokensOf(incidents, { scratch, knowledge });
  const table = tokenTable(sent);
  process.stdout.write(`${values.json ? JSON.stringify({ incidents: sent }) : table}\n`);
  if (values.record) recordIn(join(root, 'docs/results.md'), 'tokens', table);
  return 0;
}

async function drowned(incidents: readonly BundledIncident[], count: number): Promise<number> {
  const verdicts = await answerDrowned(incidents, count, { scratch, knowledge });
  const table = drownedTable(verdicts);
  process.stdout.write(`${values.json ? JSON.stringify({ incidents: verdicts }) : table}\n`);
  if (values.record) recordIn(join(root, 'docs/results.md'), 'drowned', table);
  return isAllSeen(verdicts) ? 0 : 1;
}

async function prove(incidents: readonly BundledIncident[], app: string): Promise<boolean> {
  const verdicts = await proveAll(incidents, {
    scratch,
    knowledge,
    installed: app,
    trials: Number(values.trials),
  });
  const table = proofTable(verdicts);
  process.stdout.write(`${values.json ? JSON.stringify({ incidents: verdicts }) : table}\n`);
  if (values.record) recordIn(join(root, 'docs/results.md'), values.disguise ? 'proofs, disguised' : 'proofs', table);
  return isProvedEnough(verdicts);
}

async function evaluateAll(incidents: readonly BundledIncident[]): Promise<boolean> {
  const verdicts: Verdict[] = [];
  for (const incident of incidents) verdicts.push((await evaluate(incident, scratch, knowledge)).verdict);
  process.stdout.write(`${values.json ? JSON.stringify({ incidents: verdicts }) : table(verdicts)}\n`);
  return verdicts.length > 0 && isEnough(verdicts);
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
  const head = `${'incident'.padEnd(width)}  ${columns.join('  ')}      ms  tokens  answer`;
  const lines = verdicts.map((verdict) => {
    const cells = columns.map((column) => (verdict[column] ? 'yes' : 'NO').padEnd(column.length));
    return `${verdict.id.padEnd(width)}  ${cells.join('  ')}  ${String(verdict.ms).padStart(6)}  ${String(verdict.tokens).padStart(6)}  ${verdict.said}`;
  });
  const totals = columns.map((column) =>
    `${verdicts.filter((verdict) => verdict[column]).length}/${verdicts.length}`.padEnd(column.length),
  );
  return [head, ...lines, `${''.padEnd(width)}  ${totals.join('  ')}`].join('\n');
}
