/**
 * Runs the reproducers of the bundled incidents on real trees: red at the head of the history, green before the culprit,
 * green at the head with the fix that `respond` makes. Patches in `reproduce/fixes` are tried on the head too: those named
 * `right-*` are other right fixes (green), those named `wrong-*` look right and are not (red). With `--compile` it
 * compiles every culprit and every head instead.
 *
 *   node scripts/reproduce.ts [--compile] [--only TEXT]
 *
 * Needs Maven (it asks for what its repository lacks) and a JDK of version 21 or later in JAVA_HOME; npm for the packages of
 * `app/`, once.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BundledIncident, buildWorld, incidentsIn } from '@sre-aiops/testkit';
import { gitText, respondInFolder, silentLog, systemClock } from 'sre-aiops';
import { z } from 'zod';

const Reproducer = z.object({
  /** Files of the `reproduce` folder and where they go in the tree. */
  copy: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Folders of the tree with a `package-lock.json` whose packages the command needs. */
  packages: z.array(z.string()).default([]),
  /** Run at the root of the tree; `node` is the one that runs this script. */
  command: z.array(z.string()).min(1),
  /** What a red run must say, so that a tree which is broken in another way does not pass for the incident. */
  says: z.string().optional(),
});

/** What a run prints that got as far as a failed test; without it the command could not do its work. */
const ranAndFailed = [/Tests run: [1-9]/, /code: 'ERR_ASSERTION'/];

const { values } = parseArgs({ options: { compile: { type: 'boolean' }, only: { type: 'string', default: '' } } });
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-reproduce-'));
const failures: string[] = [];

try {
  for (const incident of incidentsIn(join(root, 'incidents')).filter(({ id }) => id.includes(values.only))) {
    const repo = await buildWorld(incident, join(scratch, incident.id));
    if (values.compile) await compile(incident, repo);
    else if (existsSync(join(incident.folder, 'reproduce', 'reproduce.json'))) await reproduce(incident, repo);
    rmSync(repo, { recursive: true, force: true });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const failure of failures) process.stderr.write(`${failure}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;

async function reproduce(incident: BundledIncident, repo: string): Promise<void> {
  const head = (await gitText(repo, ['rev-parse', 'HEAD'])).trim();
  const culprit = await commitOf(incident, repo);
  const out = join(scratch, 'out');
  const { remediation } = await respondInFolder({
    incident: incident.folder,
    repo,
    out,
    knowledge: join(root, 'knowledge-base'),
    clock: systemClock,
    log: silentLog,
  });

  await verdict(incident, repo, 'head', head, 'red');
  if (culprit) await verdict(incident, repo, 'before the culprit', `${culprit}^`, 'green');
  const patch = remediation.patch || preparedIn(remediation.escalation?.handOver ?? []);
  const fix = remediation.patch ? 'the fix' : 'the change prepared for its owners';
  await tried(incident, repo, `head with ${fix} (${remediation.type})`, head, patch, 'green');
  for (const file of fixesOf(incident)) {
    const other = readFileSync(join(incident.folder, 'reproduce', 'fixes', file), 'utf8');
    await tried(incident, repo, `head with ${file}`, head, other, file.startsWith('right-') ? 'green' : 'red');
  }
}

async function tried(
  incident: BundledIncident,
  repo: string,
  state: string,
  head: string,
  patch: string,
  wanted: 'red' | 'green',
): Promise<void> {
  if (patch === '') return report(`${incident.id}: ${state}`, false, 'no change to try', '');
  await gitText(repo, ['checkout', '--quiet', '--force', head]);
  await gitText(repo, ['clean', '--quiet', '--force', '-d']);
  await gitText(repo, ['apply', '-'], { input: patch });
  await verdict(incident, repo, state, undefined, wanted);
}

/** The patch in a hand-over, which proposes a change and leaves it to its owners. */
function preparedIn(handOver: readonly string[]): string {
  return handOver.map((text) => /^diff --git [\s\S]*/m.exec(text)?.[0] ?? '').find((patch) => patch !== '') ?? '';
}

function fixesOf(incident: BundledIncident): string[] {
  const folder = join(incident.folder, 'reproduce', 'fixes');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

async function verdict(
  incident: BundledIncident,
  repo: string,
  state: string,
  commit: string | undefined,
  wanted: 'red' | 'green',
): Promise<void> {
  if (commit) await gitText(repo, ['checkout', '--quiet', '--force', commit]);
  const {
    copy,
    packages,
    command,
    says = '',
  } = Reproducer.parse(JSON.parse(readFileSync(join(incident.folder, 'reproduce', 'reproduce.json'), 'utf8')));
  for (const { from, to } of copy) cpSync(join(incident.folder, 'reproduce', from), join(repo, to));
  for (const folder of packages) packagesOf(repo, folder);
  const [program = '', ...args] = command;
  const run = spawnSync(program === 'node' ? process.execPath : program, args, {
    cwd: repo,
    encoding: 'utf8',
    timeout: 300_000,
    killSignal: 'SIGKILL',
    maxBuffer: 256 * 1024 * 1024,
  });
  const ran = ranAndFailed.some((pattern) => pattern.test(run.stdout));
  const colour = run.status === 0 ? 'green' : ran && run.stdout.includes(says) ? 'red' : 'broken';
  report(`${incident.id}: ${state}`, colour === wanted, `${colour}, wanted ${wanted}`, run.stdout);
}

/** The npm packages of a folder of the tree: linked from `app/` where the lock file asks for the same, installed otherwise. */
function packagesOf(repo: string, folder: string): void {
  const [here, there] = [join(root, 'app', folder), join(repo, folder)];
  rmSync(join(there, 'node_modules'), { recursive: true, force: true });
  if (lockOf(here) !== lockOf(there)) {
    install(there);
    return;
  }
  if (!existsSync(join(here, 'node_modules'))) install(here);
  symlinkSync(join(here, 'node_modules'), join(there, 'node_modules'));
}

function install(folder: string): void {
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, encoding: 'utf8', timeout: 300_000 });
  if (run.status !== 0) throw new Error(`npm ci in ${folder} failed: ${run.stderr}`);
}

/** What a lock file pins, without the version of the project itself. */
function lockOf(folder: string): string {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return JSON.stringify({ ...packages, '': { ...packages[''], version: undefined } });
}

async function compile(incident: BundledIncident, repo: string): Promise<void> {
  const culprit = await commitOf(incident, repo);
  const base = (await gitText(repo, ['rev-list', '--max-parents=0', 'HEAD'])).trim();
  const states = [
    { name: 'culprit', commit: culprit, since: culprit && `${culprit}^` },
    { name: 'head', commit: 'HEAD', since: base },
  ];
  for (const { name, commit, since } of states) {
    if (!commit || !since) continue;
    const touched = await gitText(repo, [
      'diff',
      '--name-only',
      since,
      commit,
      '--',
      'bookshop/src',
      'bookshop/pom.xml',
    ]);
    if (touched === '') continue;
    const tree = join(scratch, `${incident.id}-${name}`);
    await gitText(repo, ['worktree', 'add', '--quiet', '--detach', tree, commit]);
    const compile = (...more: string[]) =>
      spawnSync('mvn', ['-q', ...more, '-f', join(tree, 'bookshop', 'pom.xml'), 'test-compile'], {
        encoding: 'utf8',
        timeout: 300_000,
      });
    const offline = compile('-o');
    // A history may want a version that this machine has not fetched yet.
    const run = offline.status === 0 ? offline : compile();
    report(
      `${incident.id}: ${name} compiles`,
      run.status === 0,
      run.status === 0 ? 'compiles' : 'does not compile',
      run.stdout,
    );
    rmSync(tree, { recursive: true, force: true });
  }
}

async function commitOf(incident: BundledIncident, repo: string): Promise<string | undefined> {
  const { culprit } = incident.expected;
  if (culprit === null) return undefined;
  return (await gitText(repo, ['log', '--format=%H', '--fixed-strings', `--grep=(#${culprit})`])).trim().split('\n')[0];
}

function report(what: string, right: boolean, detail: string, output: string): void {
  process.stdout.write(`${right ? 'ok  ' : 'FAIL'} ${what}: ${detail}\n`);
  if (!right) failures.push(`${what}: ${detail}\n${output.split('\n').slice(-30).join('\n')}`);
}
