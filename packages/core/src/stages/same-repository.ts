import { SreError } from '../errors/sre-error.ts';
import type { Incident } from '../incident/index.ts';
import type { CodeReader, Log } from '../ports/index.ts';

/**
 * Makes sure that a fix is planned in the repository that the incident was read from. A head that moved on since is
 * right, and said; an incident that was read without a repository fits any.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE` when the repository does not hold the incident's commit.
 */
export async function assertSameRepository({ repository }: Incident, code: CodeReader, log: Log): Promise<void> {
  const { name, headSha } = repository;
  if (headSha === '') return;
  const head = await code.head();
  if (head.sha === headSha) return;
  const commit = headSha.slice(0, 12);
  if (await code.change(headSha)) {
    log.warning(`${name} moved on from ${commit} to ${head.sha.slice(0, 12)}; the fix is made for the newer head.`);
    return;
  }
  throw new SreError(
    'REPOSITORY_UNREADABLE',
    head.sha === ''
      ? `No repository was given; the incident was read from ${name} at ${commit}.`
      : `${head.repository} does not hold the commit ${commit} that the incident was read at in ${name}${head.shallow ? '; the clone is shallow' : ''}.`,
    `Give a clone of ${name} that holds the commit with \`--repo\`${head.shallow ? ' (`git fetch --unshallow` completes one)' : ''}; ` +
      'for a bundled incident run `sre-aiops respond incidents/<id>` again, which makes its repository.',
  );
}

/**
 * Makes sure that an incident is published where it was read: a folder of another repository may hold what the readers of
 * this one are not to see. One that was read from a clone without a name on GitHub fits any.
 *
 * @param target `owner/name` that it is published in.
 * @throws {SreError} `POLICY_REFUSED` when it was read elsewhere.
 */
export function assertPublishedAtHome({ repository }: Incident, target: string): void {
  const { name } = repository;
  if (!name.includes('/') || name.toLowerCase() === target.toLowerCase()) return;
  throw new SreError(
    'POLICY_REFUSED',
    `The incident was read in ${name}, so it is not published in ${target}.`,
    `Publish it in ${name}, or answer the alert anew for ${target}.`,
  );
}
