import { stat } from 'node:fs/promises';
import { SreError } from '@sre-aiops/core';
import { openRepository, type Repository } from './local/git-repository.ts';
import { type GithubOptions, type GithubRepository, openGithub } from './remote/github.ts';

/** The repository that `--repo` names. */
export interface NamedRepository {
  readonly repository: Repository;
  /** Where it is on GitHub. */
  readonly github?: GithubRepository;
}

/**
 * Opens what `--repo` names: the folder of a clone, or else `owner/name` on GitHub.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE`, `TOKEN_INVALID` or `OPTION_INVALID`.
 */
export async function repositoryNamed(repo: string, options: GithubOptions): Promise<NamedRepository> {
  const isFolder = await stat(repo).then(
    () => true,
    () => false,
  );
  if (isFolder || !/^[\w.-]+\/[\w.-]+$/.test(repo)) return { repository: await openRepository(repo) };
  const github = openGithub(repo, options);
  return { repository: github.repository, github };
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
