import type { GitMirror } from './git.ts';

/** One change between two trees, as git tells it. */
export interface DiffRow {
  /** Added, copied, deleted, modified or renamed. */
  readonly letter: 'A' | 'C' | 'D' | 'M' | 'R';
  /** Ids of the blob before and after; zeros where there is none. */
  readonly before: string;
  readonly after: string;
  readonly path: string;
  /** The path before, of a file that was renamed or copied. */
  readonly previous?: string;
  /** Lines added and deleted; none of a binary file. */
  readonly additions: number;
  readonly deletions: number;
  /** From the first hunk on, without the last line feed; none where no line changed, or of a binary file. */
  readonly patch?: string;
}

interface RawRow extends Pick<DiffRow, 'after' | 'before' | 'path' | 'previous'> {
  readonly letter: DiffRow['letter'] | 'T';
}

/**
 * Reads what changed between two trees, renames with changes included. What became of another type (a file, a link, a
 * submodule) is two rows, one deleted and one added, as git prints two patches of it.
 *
 * @param base Id of a commit or tree.
 * @param head Id of a commit or tree.
 */
export async function readDiff(git: GitMirror, base: string, head: string): Promise<DiffRow[]> {
  const pair = [base, head];
  const [raw, counts, text] = await Promise.all([
    git.run(['diff-tree', '-r', '-M', '-z', '--raw', '--no-abbrev', ...pair]),
    git.run(['diff-tree', '-r', '-M', '-z', '--numstat', ...pair]),
    git.run(['diff-tree', '-r', '-M', '-p', ...pair]),
  ]);
  const patches = patchesOf(text);
  const lines = countsOf(counts);
  let told = 0;
  const rows = rawOf(raw).flatMap(({ letter, ...row }, index): DiffRow[] => {
    const patch = patches[told++];
    if (letter === 'T') return [halfOf(row, 'D', patch), halfOf(row, 'A', patches[told++])];
    const [additions = 0, deletions = 0] = lines[index] ?? [];
    return [{ letter, ...row, additions, deletions, ...(patch === undefined ? {} : { patch }) }];
  });
  // One part too many would give every later file the patch of another one.
  if (told !== patches.length) throw new Error(`git printed ${patches.length} patches of ${told} files`);
  return rows;
}

/** One side of a change of type. git counts the lines of both sides together, so they are counted here. */
function halfOf(row: Omit<RawRow, 'letter'>, letter: 'A' | 'D', patch: string | undefined): DiffRow {
  const count = (sign: string) => patch?.split('\n').filter((line) => line.startsWith(sign)).length ?? 0;
  const counts = { additions: count('+'), deletions: count('-') };
  return { letter, ...row, ...counts, ...(patch === undefined ? {} : { patch }) };
}

/**
 * The patches by file. Only a line feed ends a line of git: the `^`, `$` and `.` of a pattern would take a carriage
 * return in a content for one too, and U+2028 in a path.
 */
function patchesOf(printed: Buffer): (string | undefined)[] {
  const text = printed.toString('utf8').replace(/\n$/, '');
  return `\n${text}`
    .split('\ndiff --git ')
    .slice(1)
    .map((part) => {
      const at = part.indexOf('\n@@ ');
      return at === -1 ? undefined : part.slice(at + 1);
    });
}

/** `:<mode> <mode> <sha> <sha> <letter><score>`, the path, and for a rename the path it has now. */
function rawOf(printed: Buffer): RawRow[] {
  const parts = printed.toString('utf8').split('\0');
  const rows: RawRow[] = [];
  for (let at = 0; at + 1 < parts.length; ) {
    const [, , before = '', after = '', status = 'M'] = parts[at]!.split(' ');
    const letter = status[0] as RawRow['letter'];
    const first = parts[at + 1]!;
    if (letter === 'R' || letter === 'C') {
      rows.push({ letter, before, after, path: parts[at + 2]!, previous: first });
      at += 3;
    } else {
      rows.push({ letter, before, after, path: first });
      at += 2;
    }
  }
  return rows;
}

/** `<added>\t<deleted>\t<path>`, dashes for a binary file; for a rename the path is empty and two follow. */
function countsOf(printed: Buffer): [number, number][] {
  const parts = printed.toString('utf8').split('\0');
  const rows: [number, number][] = [];
  for (let at = 0; at < parts.length && parts[at] !== ''; ) {
    const [added, deleted, path] = parts[at]!.split('\t');
    rows.push([Number(added) || 0, Number(deleted) || 0]);
    at += path === '' ? 3 : 1;
  }
  return rows;
}
