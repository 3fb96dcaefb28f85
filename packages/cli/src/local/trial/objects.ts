import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { endOfGit, git, gitFailed, gitText, startGit } from '../git.ts';
import { onlyCommitted } from '../merged-changes.ts';
import { isDiskFull, unwritable, written } from './unwritable.ts';

/** Objects of the user's clone, copied into a scratch folder, from which any number of copies are made. */
export interface TrialObjects {
  /** The full name of a commit; `undefined` when the clone does not have it. */
  commit(name: string): Promise<string | undefined>;
  /** Tree of the first parent of a commit; the empty tree for a first commit; `undefined` when the clone lacks it. */
  parentTree(commit: string): Promise<string | undefined>;
  /** Copies what commits or trees consist of, without their history. Answers whether anything was not copied before. */
  copy(names: readonly string[]): Promise<boolean>;
  /** Makes of an empty folder a repository that reads these objects and writes none of them: no remote, no hook, no history, no checkout. */
  repository(folder: string, commit: string): Promise<void>;
}

/**
 * Copies from a clone by git's own pack files, never through its remotes, transports or work tree: nothing that its
 * configuration names is run.
 *
 * @param gitDir The git directory of the clone.
 * @param folder Where the objects go; existing and empty.
 * @throws {SreError} `REPOSITORY_UNREADABLE`, `OUTPUT_UNWRITABLE`.
 */
export async function trialObjects(gitDir: string, folder: string): Promise<TrialObjects> {
  const read = (args: readonly string[]) => gitText(gitDir, [...onlyCommitted, ...args]);
  const format = `--object-format=${(await read(['rev-parse', '--show-object-format'])).trim()}`;
  await written(folder, ['init', '--quiet', '--bare', '--template=', format, '.']);
  const copied = new Set<string>();
  const commit = async (name: string) => {
    const asked = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const found = await git(gitDir, [...onlyCommitted, ...asked]);
    return found.code === 0 ? found.stdout.trim() : undefined;
  };
  return {
    commit,
    async parentTree(sha) {
      const raw = await read(['cat-file', 'commit', sha]);
      const parent = /^parent (\w+)$/m.exec(raw.split('\n\n', 1)[0] ?? '')?.[1];
      if (!parent) return (await written(folder, ['hash-object', '-t', 'tree', '-w', '--stdin'])).trim();
      const found = await commit(parent);
      return found && (await read(['rev-parse', '--verify', `${found}^{tree}`])).trim();
    },
    async copy(names) {
      if (names.every((name) => copied.has(name))) return false;
      const listed = await read(['rev-list', '--objects', '--no-walk', '--no-object-names', ...names]);
      const missing = listed.split('\n').filter((name) => name && !copied.has(name));
      if (missing.length === 0) return false;
      await pack(gitDir, folder, `${missing.join('\n')}\n`);
      for (const name of missing) copied.add(name);
      return true;
    },
    async repository(tree, sha) {
      await written(tree, ['init', '--quiet', '--template=', format, '.']);
      writeFileSync(join(tree, '.git/objects/info/alternates'), `${join(folder, 'objects')}\n`);
      writeFileSync(join(tree, '.git/shallow'), `${sha}\n`);
    },
  };
}

/** Hands objects by name from one repository to another; what is packed already is not packed anew. */
async function pack(from: string, to: string, names: string): Promise<void> {
  const packing = ['pack-objects', '--quiet', '--stdout', '--delta-base-offset', '--window=0', '--threads=1'];
  const source = startGit(from, [...onlyCommitted, ...packing], { input: names });
  source.stdin.end();
  const target = startGit(to, ['index-pack', '--stdin']);
  target.stdout.resume();
  const ends = Promise.all([endOfGit(from, source), endOfGit(to, target)]);
  await pipeline(source.stdout, target.stdin).catch(() => {});
  const [packed, indexed] = await ends;
  if (isDiskFull(indexed.stderr)) throw unwritable(to, indexed.stderr);
  if (packed.code !== 0) throw gitFailed(from, packing, packed);
  if (indexed.code !== 0) throw gitFailed(to, ['index-pack'], indexed);
}
