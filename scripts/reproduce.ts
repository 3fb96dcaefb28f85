/**
 * Runs the reproducers of the bundled incidents on real trees: red at the head of the history, green before the culprit,
 * green at the head with the fix that `respond` makes. With `--compile` it compiles every culprit and every head instead.
 *
 *   node scripts/reproduce.ts [--compile] [--only TEXT]
 *
 * Needs Maven (it asks for what its repository lacks) and a JDK of version 21 or later in JAVA_HOME.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BundledIncident, buildWorld, incidentsIn } from '@sre-aiops/testkit';
import { gitText, respondInFolder, silentLog, systemClock } from 'sre-aiops';
import { z } from 'zod';

const Reproducer = z.object({
  copy: z.array(z.object({ from: z.string(), to: z.string() })),
  command: z.array(z.string()).min(1),
  /** What a red run must say, so that a tree which is broken in another way does not pass for the incident. */
  says: z.string().optional(),
});

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
  await gitText(repo, ['checkout', '--quiet', '--force', head]);
  await gitText(repo, ['apply', '-'], { input: remediation.patch });
  await verdict(incident, repo, `head with the fix (${remediation.type})`, undefined, 'green');
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
    command,
    says = '',
  } = Reproducer.parse(JSON.parse(readFileSync(join(incident.folder, 'reproduce', 'reproduce.json'), 'utf8')));
  for (const { from, to } of copy) cpSync(join(incident.folder, 'reproduce', from), join(repo, to));
  const [program = '', ...args] = command;
  const run = spawnSync(program, args, { cwd: repo, encoding: 'utf8', timeout: 300_000, maxBuffer: 256 * 1024 * 1024 });
  const ran = /Tests run: [1-9]/.test(run.stdout);
  const colour = run.status === 0 ? 'green' : ran && run.stdout.includes(says) ? 'red' : 'broken';
  report(`${incident.id}: ${state}`, colour === wanted, `${colour}, wanted ${wanted}`, run.stdout);
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
