import { stat } from 'node:fs/promises';
import { type CodeReader, SreError } from '@sre-aiops/core';
import { openRepository, type Repository } from './local/git-repository.ts';
import { type GithubOptions, type GithubRepository, openGithub } from './remote/github.ts';
import { isRunner } from './thinking/engine.ts';

/** The repository that `--repo` names. */
export interface NamedRepository {
  readonly repository: Repository;
  /** Where it is on GitHub. */
  readonly github?: GithubRepository;
}

/** What says which repository is meant. */
export interface RepositoryOptions extends GithubOptions {
  /** A folder inside a git clone, or `owner/name` on GitHub; the clone around the current folder by default. */
  readonly repo?: string | undefined;
  /** `owner/name` on GitHub, whatever folders there are. */
  readonly github?: string | undefined;
}

/**
 * Opens the repository that is named: on GitHub, or by `repo`, which is the folder of a clone or else `owner/name`.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE`, `TOKEN_INVALID` or `OPTION_INVALID`.
 */
export async function repositoryNamed(options: RepositoryOptions): Promise<NamedRepository | undefined> {
  const { repo, github } = options;
  if (github !== undefined) return named(openGithub(github, options));
  if (repo === undefined) return undefined;
  const isFolder = await stat(repo).then(
    () => true,
    () => false,
  );
  if (isFolder || !/^[\w.-]+\/[\w.-]+$/.test(repo)) return { repository: await openRepository(repo) };
  return named(openGithub(repo, options));
}

function named(github: GithubRepository): NamedRepository {
  return { repository: github.repository, github };
}

/**
 * A repository as far as its default branch is certain: on a runner that is what GitHub itself says, for a clone there may stand
 * at a pull request.
 */
export function atDefaultBranch(
  named: NamedRepository | undefined,
  repository: Repository | undefined,
  env?: RepositoryOptions['env'],
): CodeReader | undefined {
  return named?.github || !isRunner(env) ? repository : undefined;
}

/**
 * The repository on GitHub that was named.
 *
 * @throws {SreError} `OPTION_INVALID` when none was.
 */
export function onGithub(named: NamedRepository | undefined): GithubRepository {
  if (named?.github) return named.github;
  throw new SreError(
    'OPTION_INVALID',
    named
      ? '`--repo` names a local clone, not a repository on GitHub.'
      : 'Nothing says which repository on GitHub is meant.',
    'Give its name: `--repo owner/name`.',
  );
}
