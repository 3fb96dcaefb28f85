import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { SreError } from '@sre-aiops/core';
import { git, gitText } from './git.ts';

/** Folders that building leaves behind; never part of a source tree. */
const built = new Set(['.git', 'build', 'gen', 'node_modules', 'target']);

/** Who signs the commit that everything else is merged onto. */
const platformTeam = { name: 'Platform team', email: 'platform-team@bookshop.example' };

/**
 * Makes a git repository from the `history/` of an incident folder: the tree that `history/BASE` names (relative to the
 * incident folder) as the first commit, then every `*.patch` (written by `git format-patch`, oldest first) as the squash
 * commit of its pull request, committed when it says. The same folder always gives the same commit ids.
 *
 * @param incidentFolder Holds `history/`.
 * @param repository Folder to make; must not exist or be empty.
 * @throws {SreError} `REPOSITORY_UNREADABLE` when `history/BASE` names no tree, or naming the patch that does
 *   not apply.
 */
export async function replayHistory(incidentFolder: string, repository: string): Promise<void> {
  const history = join(incidentFolder, 'history');
  const base = await baseOf(incidentFolder, join(history, 'BASE'));
  const patches = (await readdir(history)).filter((file) => file.endsWith('.patch')).sort();
  const first = patches[0] ? dateOf(await readFile(join(history, patches[0]), 'utf8')) : undefined;
  const start = new Date((first ?? Date.UTC(2026, 0, 1)) - 24 * 3_600_000).toISOString();

  await mkdir(repository, { recursive: true });
  await cp(base, repository, {
    recursive: true,
    filter: (source) => !built.has(basename(source)),
  });
  await gitText(repository, ['init', '--quiet', '--initial-branch=main']);
  await gitText(repository, ['add', '--all']);
  await gitText(repository, ['commit', '--quiet', '--no-gpg-sign', '--message=chore: import the shop'], {
    env: identity(start),
  });
  if (patches.length === 0) return;
  const mails = patches.map((patch) => join(resolve(history), patch));
  const applied = await git(repository, ['am', '--quiet', '--keep-cr', '--committer-date-is-author-date', ...mails], {
    env: identity(start),
  });
  if (applied.code !== 0) {
    throw new SreError(
      'REPOSITORY_UNREADABLE',
      `The history of ${incidentFolder} does not apply to ${base}: ${applied.stderr.split('\n')[0]}.`,
      'Check that `history/BASE` names the tree it was made on, or write the patch again with `git format-patch` on top of the ones before it.',
    );
  }
}

/** The tree that the patches build on. */
async function baseOf(incidentFolder: string, file: string): Promise<string> {
  const path = (await readFile(file, 'utf8').catch(() => '')).trim();
  const tree = resolve(incidentFolder, path);
  if (path !== '' && (await stat(tree).catch(() => undefined))?.isDirectory()) return tree;
  throw new SreError(
    'REPOSITORY_UNREADABLE',
    path === '' ? `${file} is not there or empty.` : `${file} names ${path}, and ${tree} is no folder.`,
    'Write the path of the tree that the patches build on into it, relative to the incident folder (a copied incident needs its tree too), or give a clone with `--repo`.',
  );
}

function dateOf(mail: string): number | undefined {
  const at = Date.parse(/^Date: (.+)$/m.exec(mail)?.[1] ?? '');
  return Number.isNaN(at) ? undefined : at;
}

function identity(at: string): Record<string, string> {
  const { name, email } = platformTeam;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: at,
  };
}
