import { refusedPath } from './paths.ts';
import { pathRule } from './patterns.ts';
import type { Policy } from './policy.ts';
import { addedSecrets, addsSecretManifest, sealedBy } from './secrets.ts';

/** New content of one file as a plan or a model proposes it; `undefined` deletes. */
export interface ProposedEdit {
  readonly path: string;
  readonly content: string | undefined;
  /** Text at the base, `null` when there is none. Absent: not known, and what is added is not searched for secrets. */
  readonly before?: string | null | undefined;
}

/** Files that one fix may touch. */
export const maxFiles = 30;
/** Files that a rollback may touch: it brings back a state that was reviewed and ran. */
export const maxRollbackFiles = 300;
/** Bytes of one file. */
const maxSize = 1_048_576;

/**
 * Why edits may not be written, one sentence each; empty when they may.
 *
 * Holds for every engine and every remediation type, before anything leaves. `limit` bounds the files. With a policy, its
 * paths and limits hold too: its file limit takes the place of {@link maxFiles}; a rollback, told by
 * {@link maxRollbackFiles}, keeps that one and may write ten times the bytes. What the policy allows never lifts a
 * built-in refusal.
 */
export function refusedEdits(
  edits: readonly ProposedEdit[],
  limit: number = maxFiles,
  policy?: Pick<Policy, 'paths' | 'limits'>,
): string[] {
  const most = policy && limit <= maxFiles ? policy.limits.files : limit;
  const refusals: string[] = [];
  if (edits.length > most) refusals.push(`${edits.length} files are more than the ${most} that may be touched.`);
  if (policy) refusals.push(...tooLarge(edits, policy.limits.kilobytes * (limit > maxFiles ? 10 : 1)));
  const ruled = policy && pathRule(policy.paths);
  const before = edits.flatMap((edit) => edit.before ?? []);
  const seen = new Set<string>();
  for (const edit of edits) {
    const { path } = edit;
    const why = refusedPath(path) ?? ruled?.(path);
    if (why) refusals.push(`${shown(path)} may not be changed: ${why}.`);
    if (seen.has(path)) refusals.push(`${shown(path)} is edited twice.`);
    seen.add(path);
    refusals.push(...refusedContent(edit, before).map((fault) => `${shown(path)} ${fault}.`));
  }
  return refusals;
}

/** Whether a text holds the markers that a failed merge leaves. */
export function hasConflictMarkers(text: string): boolean {
  return /^<{7} /m.test(text) && /^>{7} /m.test(text);
}

function refusedContent({ content, before }: ProposedEdit, allBefore: readonly string[]): string[] {
  if (content === undefined) return [];
  const faults: string[] = [];
  if (Buffer.byteLength(content, 'utf8') > maxSize) faults.push('would be larger than 1 MiB');
  if (hasConflictMarkers(content)) faults.push('would hold conflict markers');
  if (content.includes('\0')) faults.push('would not be text');
  const sealed = sealedBy(content);
  if (sealed) faults.push(sealed);
  if (before === undefined) return faults;
  if (addsSecretManifest(content, before ?? '')) faults.push('would hold one more Kubernetes Secret');
  const kinds = addedSecrets(content, allBefore);
  if (kinds.length > 0) faults.push(`would hold a secret that was not there before (${kinds.join(', ')})`);
  return faults;
}

function tooLarge(edits: readonly ProposedEdit[], kilobytes: number): string[] {
  const bytes = edits.reduce((sum, { content }) => sum + Buffer.byteLength(content ?? '', 'utf8'), 0);
  if (bytes <= kilobytes * 1_024) return [];
  return [`${Math.ceil(bytes / 1_024)} KiB of new content are more than the ${kilobytes} KiB that may be written.`];
}

/** A path in a message: visible, on one line, and of bounded length. */
function shown(path: string): string {
  if (path === '') return 'A file without a name';
  return path.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD').slice(0, 200);
}
