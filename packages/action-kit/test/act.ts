import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { git } from 'sre-aiops';

const root = join(import.meta.dirname, '../../..');
/** How workflows name the release under test. */
const release = 'org/sre-aiops';
/** Actions of others that act would download. */
const standIns = ['upload-artifact', 'download-artifact'];

/** What act made of a workflow. */
export interface ActRun {
  readonly passed: boolean;
  readonly log: string;
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
  readonly name: 'repository_dispatch' | 'workflow_dispatch';
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
  forAct(tree);
  const replaced = standIns.flatMap((name) => [
    '--local-repository',
    `actions/${name}@${pinOf(name)}=${join(import.meta.dirname, 'stand-ins', name)}`,
  ]);
  let count = 0;

  return {
    async run(workflow, event, { apiUrl, token, clone, files = {}, variables = {} }) {
      const work = join(folder, String(++count));
      if (clone) cpSync(clone, work, { recursive: true });
      const all = { ...files, '.github/workflows/user.yml': workflow };
      for (const [file, text] of Object.entries(all)) {
        mkdirSync(dirname(join(work, file)), { recursive: true });
        writeFileSync(join(work, file), text);
      }
      await commitAll(work, repository);
      const payload = join(folder, `${count}.json`);
      writeFileSync(payload, JSON.stringify(event.payload));
      const args = [
        event.name,
        ...['--workflows', '.github/workflows/user.yml', '--platform', 'ubuntu-latest=-self-hosted'],
        ...['--eventpath', payload, '--local-repository', `${release}@v1=${tree}`, ...replaced],
        ...['--env', `GITHUB_API_URL=${apiUrl}`, '--env', `STORE=${join(folder, 'store')}`],
        ...['--secret', `GITHUB_TOKEN=${token}`],
        ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
      ];
      const home = join(folder, 'home');
      const path = `${dirname(process.execPath)}:${process.env.PATH}`;
      return await act(args, work, { HOME: home, XDG_CACHE_HOME: join(home, '.cache'), PATH: path });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** act knows neither `$/` nor what else its schema refuses; what it means is the same repository at the same commit. */
function forAct(tree: string): void {
  for (const file of readdirSync(tree, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.yml')) continue;
    const text = readFileSync(join(tree, file), 'utf8');
    writeFileSync(
      join(tree, file),
      text
        .replaceAll(/uses: \$\/(\S+)/g, `uses: ${release}/$1@v1`)
        .replaceAll(/^ +(?:copilot-requests|queue): .*\n/gm, '')
        // It copies the user's repository in place of a checkout only where no ref is named.
        .replaceAll(/^ +ref: .*\n/gm, ''),
    );
  }
}

/** The commit by which the READMEs pin an action of others. */
function pinOf(name: string): string {
  for (const file of ['sre-artifacts', 'repair']) {
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

function act(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<ActRun> {
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
