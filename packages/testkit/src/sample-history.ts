import { execFileSync } from 'node:child_process';

/** A file of a made-up history: its content, or its content with its mode. */
export type SampleFile = string | Uint8Array | readonly [mode: '100755' | '120000' | '160000', content: string];

/** One commit of a made-up history. */
export interface SampleCommit {
  readonly message: string;
  /** New content by path; `null` deletes the file. A submodule's content is the id of its commit. */
  readonly files: Readonly<Record<string, SampleFile | null>>;
  /** When it was made instead of an hour after the one before. UTC, ISO 8601. */
  readonly at?: string;
  /** Commits of a branch that begins before this one and that this one merges. */
  readonly merges?: readonly SampleCommit[];
}

/** When a commit of a made-up history was made, by its place in it, those of branches counted. UTC, ISO 8601. */
export function sampleHour(place: number): string {
  return new Date(Date.parse('2026-03-02T08:00:00Z') + place * 3_600_000).toISOString();
}

/** An import and four changes: of two pull requests squashed, one merged, and one commit by hand. */
export const sampleChanges: readonly SampleCommit[] = [
  { message: 'feat: import', files: { 'a.txt': 'a\n' } },
  { message: 'feat: one (#1)', files: { 'a.txt': 'one\n' } },
  {
    message: 'Merge pull request #2 from shop/two\n\nfeat: two',
    files: { 'b.txt': 'two\n' },
    merges: [{ message: 'wip', files: { 'b.txt': 'wip\n' } }],
  },
  { message: 'fix: by hand\n\nNobody looked.', files: { 'a.txt': 'three\n' } },
  { message: 'feat: four (#4)', files: { 'a.txt': 'four\n' } },
];

/**
 * Makes a bare repository with a history, for tests; the same history has the same ids.
 *
 * @param folder Where it is made; must not exist.
 * @param commits Those of `main`, oldest first.
 * @returns Ids of the commits of `main`, newest first.
 */
export function makeHistory(folder: string, commits: readonly SampleCommit[]): string[] {
  const git = (args: readonly string[], input = '') =>
    execFileSync('git', args, {
      env: { PATH: process.env.PATH, HOME: '/dev/null' },
      input: Buffer.from(input, 'latin1'),
    });
  git(['init', '--quiet', '--bare', '--initial-branch=main', folder]);
  git(['-C', folder, 'fast-import', '--quiet', '--force'], importOf(commits));
  return git(['-C', folder, 'rev-list', '--first-parent', 'main']).toString().trim().split('\n');
}

/** What `git fast-import` reads, its bytes in latin1. */
function importOf(commits: readonly SampleCommit[]): string {
  const parts: string[] = [];
  let marks = 0;
  const add = (branch: string, { message, files, at: told }: SampleCommit, parents: readonly number[]): number => {
    const at = Date.parse(told ?? sampleHour(marks)) / 1000;
    marks += 1;
    const [from, merge] = parents;
    parts.push(`commit refs/heads/${branch}\nmark :${marks}\ncommitter Shop team <shop@shop.example> ${at} +0000\n`);
    parts.push(data(Buffer.from(message)), from ? `from :${from}\n` : '', merge ? `merge :${merge}\n` : '');
    for (const [path, file] of Object.entries(files)) parts.push(fileOf(path, file));
    return marks;
  };
  let tip: number[] = [];
  for (const commit of commits) {
    let side = tip;
    for (const [index, merged] of (commit.merges ?? []).entries()) side = [add(`side-${marks}-${index}`, merged, side)];
    tip = [add('main', commit, commit.merges ? [...tip, ...side] : tip)];
  }
  return parts.join('');
}

function fileOf(path: string, file: SampleFile | null): string {
  const name = `"${Buffer.from(path).toString('latin1').replaceAll(/["\\]/g, '\\$&')}"`;
  if (file === null) return `D ${name}\n`;
  const isPlain = typeof file === 'string' || file instanceof Uint8Array;
  const [mode, content] = isPlain ? ['100644', file] : file;
  if (mode === '160000') return `M ${mode} ${content} ${name}\n`;
  return `M ${mode} inline ${name}\n${data(Buffer.from(content as string))}`;
}

function data(bytes: Buffer): string {
  return `data ${bytes.length}\n${bytes.toString('latin1')}\n`;
}
