import type { CodeReader } from '../../ports/index.ts';
import { baseName, folderOf } from '../../remediations/paths.ts';
import type { PlannedEdit } from '../../remediations/types.ts';
import type { Recipe, RedFile, RedFix } from '../types.ts';

/** What package managers say when the lock file is not that of the manifest. */
const sign =
  /can only install packages when your package\.json and|lock ?file (?:is|was) (?:not up to date|out of (?:date|sync))|ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile|lockfile (?:would have been|needs to be) (?:modified|updated)|lock file .{0,80}needs to be updated|poetry\.lock .{0,80}(?:out of date|not up to date)|changed significantly since poetry\.lock|missing go\.sum entry|updates to go\.mod needed|gemfile\.lock .{0,80}(?:out of date|can't be updated|frozen)|NU1004|composer\.lock .{0,80}not up to date/i;

/** Lock files by their manifest, and the command that writes one. */
const managers: readonly (readonly [manifest: RegExp, lock: RegExp, command: string])[] = [
  [/^package\.json$/, /^(?:package-lock|npm-shrinkwrap)\.json$/, 'npm install --package-lock-only'],
  [/^package\.json$/, /^yarn\.lock$/, 'yarn install --mode=update-lockfile'],
  [/^package\.json$/, /^pnpm-lock\.yaml$/, 'pnpm install --lockfile-only'],
  [/^package\.json$/, /^bun\.lock$/, 'bun install --lockfile-only'],
  [/^pyproject\.toml$/, /^poetry\.lock$/, 'poetry lock'],
  [/^pyproject\.toml$/, /^uv\.lock$/, 'uv lock'],
  [/^Cargo\.toml$/, /^Cargo\.lock$/, 'cargo update --workspace'],
  [/^go\.mod$/, /^go\.sum$/, 'go mod tidy'],
  [/^Gemfile$/, /^Gemfile\.lock$/, 'bundle lock'],
  [/^composer\.json$/, /^composer\.lock$/, 'composer update --lock'],
  [/\.csproj$/, /^packages\.lock\.json$/, 'dotnet restore --force-evaluate'],
];
/** How far back a manifest of the same text is looked for. */
const windowMs = 180 * 24 * 3_600_000;
const maxChanges = 50;

/**
 * The fix changed a manifest and not its lock file: where the manifest says what it said at an earlier commit, the lock
 * file of that commit was made for it, and comes back. Any other one only its package manager can write.
 */
export const lockFile: Recipe = {
  id: 'lock-file',
  async mend(red, code) {
    if (!red.excerpt.some((line) => sign.test(line))) return undefined;
    const paths = await code.listFiles(red.head.sha);
    const edits: PlannedEdit[] = [];
    const missing: string[] = [];
    for (const file of red.files.filter(({ ours }) => ours)) {
      for (const { lock, command } of locksOf(file.path, paths)) {
        const content = await lockFor(file, lock, red, code);
        if (content === undefined) missing.push(`\`${command}\` writes ${lock} anew`);
        else edits.push({ path: lock, content });
      }
    }
    if (edits.length > 0) {
      const locks = edits.map(({ path }) => path).join(', ');
      return {
        edits,
        explanation: `The fix sets a manifest to what it was, and left the lock file. ${locks} is that of the same commit again.`,
      };
    }
    return missing.length > 0
      ? { declined: `The lock file is not that of the manifest: ${missing.join(', ')}, which fetches packages.` }
      : undefined;
  },
};

function locksOf(path: string, paths: readonly string[]): { readonly lock: string; readonly command: string }[] {
  const above = foldersAbove(path);
  return managers.flatMap(([manifest, lock, command]) => {
    if (!manifest.test(baseName(path))) return [];
    const near = above.flatMap((folder) =>
      paths.filter((other) => folderOf(other) === folder && lock.test(baseName(other))),
    );
    return near.slice(0, 1).map((found) => ({ lock: found, command }));
  });
}

/** The folder of a path and those above it, the nearest first. */
function foldersAbove(path: string): string[] {
  const folder = folderOf(path);
  return folder === '' ? [''] : [folder, ...foldersAbove(folder)];
}

async function lockFor(
  manifest: RedFile,
  lock: string,
  { remediation, head }: RedFix,
  code: CodeReader,
): Promise<string | undefined> {
  const until = remediation.plannedAt;
  const since = new Date(Date.parse(until) - windowMs).toISOString();
  for (const { parentSha, files } of await code.mergedChanges({ since, until, limit: maxChanges })) {
    if (!parentSha || !files.some(({ path }) => path === manifest.path)) continue;
    if ((await code.readFile(manifest.path, parentSha)) !== manifest.text) continue;
    const content = await code.readFile(lock, parentSha);
    if (content !== undefined && content !== (await code.readFile(lock, head.sha))) return content;
  }
  return undefined;
}
