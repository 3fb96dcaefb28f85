/** New content of one file as a plan or a model proposes it; `undefined` deletes. */
export interface ProposedEdit {
  readonly path: string;
  readonly content: string | undefined;
}

/** Files that one fix may touch. */
export const maxFiles = 30;
/** Files that a rollback may touch: it brings back a state that was reviewed and ran. */
export const maxRollbackFiles = 300;
/** Bytes of one file. */
const maxSize = 1_048_576;

/** Paths that no fix may touch, whoever proposes it: they decide what may run and who must approve. */
const denied: readonly (readonly [RegExp, string])[] = [
  [/^\.github\//i, 'workflows and repository settings are changed by people only'],
  [/(?:^|\/)CODEOWNERS$/i, 'who approves what is changed by people only'],
  [/(?:^|\/)\.git(?:\/|$)/i, 'it is inside git itself'],
  [/(?:^|\/)\.gitmodules$/i, 'submodules are changed by people only'],
];

/**
 * Why edits may not be written, one sentence each; empty when they may.
 *
 * Holds for every engine and every remediation type, before anything leaves. `limit` bounds the files.
 */
export function refusedEdits(edits: readonly ProposedEdit[], limit: number = maxFiles): string[] {
  const refusals: string[] = [];
  if (edits.length > limit) refusals.push(`${edits.length} files are more than the ${limit} that may be touched.`);
  const seen = new Set<string>();
  for (const { path, content } of edits) {
    const why = refusedPath(path);
    if (why) refusals.push(`${path || 'A file without a name'} may not be changed: ${why}.`);
    if (seen.has(path)) refusals.push(`${path} is edited twice.`);
    seen.add(path);
    if (content === undefined) continue;
    if (Buffer.byteLength(content, 'utf8') > maxSize) refusals.push(`${path} would be larger than 1 MiB.`);
    if (hasConflictMarkers(content)) refusals.push(`${path} would hold conflict markers.`);
    if (content.includes('\0')) refusals.push(`${path} would not be text.`);
  }
  return refusals;
}

/** Whether a text holds the markers that a failed merge leaves. */
export function hasConflictMarkers(text: string): boolean {
  return /^<{7} /m.test(text) && /^>{7} /m.test(text);
}

function refusedPath(path: string): string | undefined {
  if (path === '' || path.endsWith('/')) return 'it names no file';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'the path is absolute';
  if (/[\\\p{Cc}]/u.test(path)) return 'the path has characters that no path should have';
  if (path.split('/').some((part) => part === '..' || part === '.' || part === '')) return 'the path leaves its folder';
  return denied.find(([pattern]) => pattern.test(path))?.[1];
}
