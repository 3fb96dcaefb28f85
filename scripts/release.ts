/**
 * Publishes a release tree: one signed commit on top of the commit it was made from, the signed tag `vX.Y.Z`, and the tag
 * `vX`, which moves to the newest release of its major version. Prints the commit, by which users pin the actions.
 *
 *   node scripts/release.ts TREE --version X.Y.Z --source COMMIT [--remote origin] [--branch NAME] [--notes FILE]
 *
 * `--branch` also moves that branch forward to the newest release, for a repository that holds nothing but releases. `--notes`
 * writes the text of the release page. Signs as git is configured to (`gpg.format`, `user.signingkey`). Running it again
 * finishes what was begun and changes nothing that stands: a published version with another tree is refused.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
// From its source: the job that may publish installs and builds nothing.
import { SreError } from '../packages/core/src/errors/sre-error.ts';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      version: { type: 'string' },
      source: { type: 'string' },
      remote: { type: 'string', default: 'origin' },
      branch: { type: 'string' },
      notes: { type: 'string' },
    },
  });
  const [tree] = positionals;
  const { version, source, remote, branch, notes } = values;
  if (tree === undefined || source === undefined || !/^\d+\.\d+\.\d+$/.test(version ?? '')) {
    const usage = 'Run `node scripts/release.ts TREE --version X.Y.Z --source COMMIT`.';
    throw new SreError('OPTION_INVALID', 'A tree, a version and the commit it was made from must be named.', usage);
  }
  const commit = publish(resolve(tree), { version: version!, source, remote, branch });
  if (notes !== undefined) writeFileSync(notes, notesOf(version!, commit));
  process.stdout.write(`${commit}\n`);
} catch (error) {
  if (!(error instanceof SreError)) throw error;
  process.stderr.write(`${error.message} ${error.remedy}\n`);
  process.exitCode = 1;
}

interface Release {
  readonly version: string;
  readonly source: string;
  readonly remote: string;
  readonly branch: string | undefined;
}

function publish(tree: string, { version, source, remote, branch }: Release): string {
  const tag = `v${version}`;
  const content = contentOf(tree);
  const parents = branch === undefined ? [source] : headOf(remote, branch);
  const commit = publishedAs(tag, remote, content) ?? newTag(tag, remote, content, parents, source);
  if (branch !== undefined && !parents.includes(commit) && isNewest(tag, remote, 'v*'))
    git('push', '--quiet', remote, `${commit}:refs/heads/${branch}`);
  moveMajor(tag, remote, commit);
  return commit;
}

/** The id of the tree in git, read into an index of its own. */
function contentOf(tree: string): string {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-release-'));
  const env = { GIT_INDEX_FILE: join(scratch, 'index') };
  try {
    gitWith(env, '--work-tree', tree, 'add', '--all', '--force', '.');
    return gitWith(env, 'write-tree');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The commit of a tag that is there already. @throws {SreError} `OUTPUT_UNWRITABLE` when it holds something else. */
function publishedAs(tag: string, remote: string, content: string): string | undefined {
  if (git('ls-remote', remote, `refs/tags/${tag}`) === '') return undefined;
  git('fetch', '--quiet', '--force', '--no-tags', remote, `refs/tags/${tag}:refs/tags/${tag}`);
  if (git('rev-parse', `${tag}^{tree}`) === content) return git('rev-parse', `${tag}^{commit}`);
  const remedy = 'A release never changes: run `npm run next-version`, which takes the next number.';
  throw new SreError('OUTPUT_UNWRITABLE', `${tag} is published with other content.`, remedy);
}

function newTag(tag: string, remote: string, content: string, parents: readonly string[], source: string): string {
  const text = `${tag}\n\nMade from ${source}.`;
  const commit = git('commit-tree', '-S', content, ...parents.flatMap((id) => ['-p', id]), '-m', text);
  git('tag', '--sign', '--force', tag, commit, '--message', tag);
  git('push', '--quiet', remote, `refs/tags/${tag}`);
  return commit;
}

/** The head of a branch that is to move forward; none when it is not there yet. */
function headOf(remote: string, branch: string): string[] {
  if (git('ls-remote', remote, `refs/heads/${branch}`) === '') return [];
  git('fetch', '--quiet', '--no-tags', remote, `refs/heads/${branch}`);
  return [git('rev-parse', 'FETCH_HEAD')];
}

/** `v1` is the newest `v1.x.y`; a late fix of an older one leaves it. */
function moveMajor(tag: string, remote: string, commit: string): void {
  const [major = ''] = tag.split('.');
  // Read before the tags are: a release that comes in between moves it, and then the lease refuses ours.
  const refs = git('ls-remote', remote, `refs/tags/${major}`, `refs/tags/${major}^{}`);
  const [, stands] = /^(\S+)\s+refs\/tags\/\S+\^\{\}$/m.exec(refs) ?? [];
  if (stands === commit || !isNewest(tag, remote, `${major}.*.*`)) return;
  const [old = ''] = refs.split('\t');
  git('tag', '--sign', '--force', major, commit, '--message', tag);
  git('push', '--quiet', `--force-with-lease=refs/tags/${major}:${old}`, remote, `refs/tags/${major}`);
}

/** Whether no release has a higher number. Other tags, of candidates, do not count. */
function isNewest(tag: string, remote: string, pattern: string): boolean {
  const lines = git('ls-remote', '--refs', '--sort=-version:refname', remote, `refs/tags/${pattern}`).split('\n');
  const releases = lines.flatMap((line) => /\trefs\/tags\/(v\d+\.\d+\.\d+)$/.exec(line)?.[1] ?? []);
  return releases[0] === tag;
}

/** What the release page says: the line to copy, and what changed for users. */
function notesOf(version: string, commit: string): string {
  const [, changes = ''] = readFileSync(join(gitRoot(), 'packages/cli/CHANGELOG.md'), 'utf8').split(
    `\n## ${version}\n`,
  );
  const [news = ''] = changes.split(/^## /m);
  return `\`\`\`yaml\n- uses: org/sre-aiops@${commit}   # v${version}\n\`\`\`\n\n${news.trim()}\n`;
}

function gitRoot(): string {
  return git('rev-parse', '--show-toplevel');
}

function git(...args: readonly string[]): string {
  return gitWith({}, ...args);
}

/** @throws {SreError} `OUTPUT_UNWRITABLE` when git fails, after it said why. */
function gitWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): string {
  const { status, stdout } = spawnSync('git', args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return stdout.trim();
  const remedy = 'Mend what git says above and run this again: it goes on where it stopped.';
  throw new SreError('OUTPUT_UNWRITABLE', `git ${args.join(' ')} failed.`, remedy);
}
