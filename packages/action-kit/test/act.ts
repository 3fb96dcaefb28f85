import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { git } from 'sre-aiops';
import { forAct, type GuardedJob, guarded, known, release } from './for-act.ts';
import { startGuard } from './guard.ts';

const root = join(import.meta.dirname, '../../..');
const standInFolder = join(import.meta.dirname, 'stand-ins');
/** Actions of others that act would download. */
const standIns = ['checkout', 'upload-artifact', 'download-artifact'];

/** What act made of a workflow. */
export interface ActRun {
  readonly passed: boolean;
  readonly log: string;
  /** What the jobs of reusable workflows asked of GitHub without the permission for it: `think: POST /issues`. */
  readonly refused: readonly string[];
  /** Where the artifacts of the run lie. */
  readonly artifacts: string;
}

/** A user's repository whose workflows act runs on this machine, with the release tree in place of what GitHub would download. */
export interface ActWorld {
  /**
   * @param workflow Text of the workflow.
   * @param event The event with its payload.
   * @param env Of every step: where GitHub is, the token, repository variables.
   */
  run(workflow: string, event: ActEvent, env: ActEnv): Promise<ActRun>;
  close(): void;
}

/** What starts a workflow. */
export interface ActEvent {
  readonly name: 'repository_dispatch' | 'workflow_dispatch' | 'workflow_run';
  readonly payload: object;
}

/** What the runner would give a step. */
export interface ActEnv {
  readonly apiUrl: string;
  readonly token: string;
  /** Clone that the user's repository begins as; an empty one by default. */
  readonly clone?: string;
  /** Files of the user's repository. */
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Artifacts of an earlier run that this one finds. */
  readonly artifacts?: string;
  /** Whether the jobs of the user's workflow are held to their permissions too, as those that it calls are. */
  readonly isGuarded?: boolean;
  /** Jobs whose token may do everything, as a careless caller could have it. */
  readonly mayWrite?: readonly string[];
  /** What GitHub answers to a path below the repository that the GitHub of the tests does not know. */
  readonly answers?: Readonly<Record<string, object>>;
  /** What somebody does to an artifact before a job has it: a shell command in the folder it is downloaded to. */
  readonly tamper?: { readonly job: string; readonly artifact: string; readonly command: string };
}

/**
 * Makes the release tree from the bundles and readies act, which must be on the PATH (`go install github.com/nektos/act`).
 *
 * @param repository `owner/name` of the user's repository.
 */
export async function actWorld(repository: string): Promise<ActWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'sre-aiops-act-'));
  const tree = join(folder, 'tree');
  execFileSync(process.execPath, [join(root, 'scripts/release-tree.ts'), tree], { encoding: 'utf8' });
  const jobs = forAct(tree);
  const replaced = standIns.flatMap((name) => [
    '--local-repository',
    `actions/${name}@${pinOf(name)}=${join(standInFolder, name)}`,
  ]);
  let count = 0;

  return {
    async run(workflow, event, env) {
      const work = join(folder, String(++count));
      if (env.clone) cpSync(env.clone, work, { recursive: true });
      const own = env.isGuarded ? guarded(workflow, 'user') : { text: workflow, jobs: [] };
      const all = { ...env.files, '.github/workflows/user.yml': known(own.text) };
      for (const [file, text] of Object.entries(all)) {
        mkdirSync(dirname(join(work, file)), { recursive: true });
        writeFileSync(join(work, file), text);
      }
      await commitAll(work, repository);
      const payload = join(folder, `${count}.json`);
      writeFileSync(payload, JSON.stringify(event.payload));
      const artifacts = env.artifacts ?? join(folder, `artifacts-${count}`);
      const guards = await guardsOf([...jobs, ...own.jobs], env);
      const variables = {
        GITHUB_API_URL: env.apiUrl,
        // Nobody answers for it here: that it is missing is known at once, that GitHub does not answer after a minute.
        SRE_AIOPS_COPILOT: join(folder, 'no-copilot'),
        STAND_INS: standInFolder,
        USER_REPOSITORY: work,
        ...guards.variables,
      };
      const args = [
        event.name,
        ...['--workflows', '.github/workflows/user.yml', '--platform', 'ubuntu-latest=-self-hosted'],
        ...['--eventpath', payload, '--local-repository', `${release}@v1=${tree}`, ...replaced],
        ...['--artifact-server-path', artifacts, '--artifact-server-addr', '127.0.0.1'],
        ...['--artifact-server-port', String(await freePort())],
        ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
        ...(env.tamper ? ['--env', `TAMPER=${JSON.stringify(env.tamper)}`] : []),
        ...['--secret', `GITHUB_TOKEN=${env.token}`],
        ...Object.entries(env.variables ?? {}).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
      ];
      const home = join(folder, 'home');
      const path = `${dirname(process.execPath)}:${process.env.PATH}`;
      const run = await act(args, work, { HOME: home, XDG_CACHE_HOME: join(home, '.cache'), PATH: path });
      return { ...run, refused: await guards.close(), artifacts };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A guard for each job, and the variables that name them. */
async function guardsOf(jobs: readonly GuardedJob[], { apiUrl, mayWrite = [], answers = {} }: ActEnv) {
  const guards = await Promise.all(
    jobs.map(async (job) => ({
      ...job,
      guard: await startGuard(apiUrl, mayWrite.includes(job.job) ? undefined : job.permissions, answers),
    })),
  );
  return {
    variables: Object.fromEntries(guards.map(({ variable, guard }) => [variable, guard.url])),
    async close() {
      await Promise.all(guards.map(({ guard }) => guard.close()));
      return guards.flatMap(({ job, guard }) => guard.refused.map((call) => `${job}: ${call}`));
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as { readonly port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A job of a user that fetches the log around the alert and hands it on as the artifact `logs`. */
export const logsJob = `  logs:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a
        with:
          name: logs
          path: app.log
`;

/** The commit by which the READMEs pin an action of others. */
function pinOf(name: string): string {
  for (const file of ['sre-artifacts', 'repair', 'remediate']) {
    const readme = readFileSync(join(root, 'actions', file, 'README.md'), 'utf8');
    const [, pin] = new RegExp(`actions/${name}@([0-9a-f]{40})`).exec(readme) ?? [];
    if (pin) return pin;
  }
  throw new Error(`No README pins ${name}.`);
}

async function commitAll(work: string, repository: string): Promise<void> {
  await git(work, ['init', '--quiet', '--initial-branch', 'main']);
  await git(work, ['config', 'remote.origin.url', `https://github.com/${repository}.git`]);
  await git(work, ['add', '--all']);
  const author = ['-c', 'user.name=A user', '-c', 'user.email=user@example.com'];
  await git(work, [...author, 'commit', '--quiet', '--message', 'A workflow']);
}

function act(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Pick<ActRun, 'passed' | 'log'>> {
  return new Promise((resolve, reject) => {
    const child = spawn('act', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        log += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => resolve({ passed: status === 0, log }));
  });
}
