import { type FileKind, fileKindOf } from '../../changes/paths.ts';
import type { Change } from '../../ports/index.ts';
import { culpritFiles, type FileHistory, lastToTouch, laterChanges } from '../culprit-files.ts';
import { danglingUse } from '../dangling.ts';
import { merge } from '../merge.ts';
import { isKeptMigration, lostBySchema } from '../schema-loss.ts';
import type { Plan, PlanContext, Planned, PlannedEdit, Planner } from '../types.ts';
import { counted, evidenceOf, listed, nameOf, recoverySigns, shortNameOf, title } from '../wording.ts';

/**
 * Takes the whole culprit back: for each of its files a three-way merge of today's text with the text before
 * the culprit, on the base of the text right after it. Migrations that the culprit brought stay, because a
 * database that applied one refuses to start without it.
 */
export const prRollback: Planner = {
  id: 'pr_rollback',

  async plan(context) {
    const { culprit } = context;
    if (!culprit) return { declined: 'No merged change is held to be the cause, so there is nothing to take back.' };
    const later = await laterChanges(context);
    const files = await culpritFiles(context, later);
    if (!files) return { declined: `${nameOf(culprit)} is the first commit; there is no state before it.` };
    if (files.length === 0) return { declined: `The files of ${nameOf(culprit)} are not known.` };
    return reverse(context, { culprit, files, later });
  },
};

/** Kinds of files that a running system does without. */
const spare: ReadonlySet<FileKind> = new Set(['test', 'docs']);

interface Work {
  readonly culprit: Change;
  readonly files: readonly FileHistory[];
  readonly later: readonly Change[];
}

async function reverse(context: PlanContext, work: Work): Promise<Planned> {
  const { culprit, files, later } = work;
  const kept = files.filter(isKeptMigration);
  const edits: PlannedEdit[] = [];
  const left: string[] = [];
  for (const file of files.filter((candidate) => !kept.includes(candidate))) {
    const reversed = reverseFile(file, later);
    if ('edits' in reversed) edits.push(...reversed.edits);
    else if (spare.has(fileKindOf(file.path))) left.push(reversed.declined);
    else return reversed;
  }
  if (edits.length === 0) {
    const why =
      kept.length > 0 ? 'all it brought is a migration, which stays applied' : 'the head has it taken back already';
    return { declined: `Nothing of ${nameOf(culprit)} is left to revert: ${why}.` };
  }
  const lost = lostBySchema(files, edits);
  if (lost) return { declined: lost };
  const dangling = await danglingUse({ context, edits, files, later });
  if (dangling) return { declined: dangling };
  return { plan: planOf(context, { ...work, edits, kept: kept.map(({ path }) => path), left }) };
}

function reverseFile(
  file: FileHistory,
  later: readonly Change[],
): { readonly edits: PlannedEdit[] } | { readonly declined: string } {
  const { path, pathBefore, pathAtHead, before, after, head } = file;
  if (file.unreadable) return { declined: `${path} cannot be read as text, so it cannot be merged back.` };
  const since = lastToTouch(path, later);
  const blame = since ? ` by ${nameOf(since)}` : '';
  if (before === undefined) {
    if (head === undefined) return { edits: [] };
    if (head !== after) return { declined: `${pathAtHead} was created by the change and edited since${blame}.` };
    return { edits: [{ path: pathAtHead, content: undefined }] };
  }
  if (after === undefined) {
    if (head === before) return { edits: [] };
    if (head !== undefined) return { declined: `${path} was deleted by the change and written anew since${blame}.` };
    return { edits: [{ path: pathBefore, content: before }] };
  }
  if (head === undefined) return { declined: `${path} was removed since${blame}; it cannot be merged back.` };
  const merged = merge(after, head, before);
  if ('conflict' in merged) {
    return {
      declined: `${pathAtHead} conflicts near line ${merged.conflict.line}: the same lines were changed since${blame}.`,
    };
  }
  if (pathBefore !== path) {
    return {
      edits: [
        { path: pathAtHead, content: undefined },
        { path: pathBefore, content: merged.text },
      ],
    };
  }
  return { edits: merged.text === head ? [] : [{ path: pathAtHead, content: merged.text }] };
}

interface Reversal extends Work {
  readonly edits: readonly PlannedEdit[];
  /** Migrations that stay. */
  readonly kept: readonly string[];
  /** Tests and documents that cannot be merged back, one sentence each; a running system does not need them. */
  readonly left: readonly string[];
}

function planOf(context: PlanContext, { culprit, files, later, edits, kept, left }: Reversal): Plan {
  const neighbours = later.filter((change) =>
    change.files.some(({ path }) => files.some((file) => file.path === path)),
  );
  const stays =
    kept.length === 0
      ? ''
      : ` ${listed(kept)} ${kept.length === 1 ? 'stays' : 'stay'}: a database that has applied a migration refuses to start without it.`;
  const around =
    neighbours.length === 0
      ? ''
      : ` The later ${neighbours.length === 1 ? 'change' : 'changes'} ${listed(neighbours.map(shortNameOf))} to the same files ${neighbours.length === 1 ? 'is' : 'are'} kept.`;
  const byHand = left.length === 0 ? '' : ` Left for a person, since nothing that runs needs it: ${left.join(' ')}`;
  return {
    title: title(`Revert ${shortNameOf(culprit)}: ${culprit.title.replace(/\s*\(#\d+\)\s*$/, '')}`),
    summary: `Takes ${nameOf(culprit)} back as a reverse merge onto ${context.head.branch}, ${counted(edits.length, 'file')} in all.${stays}${around}${byHand}`,
    edits,
    evidence: evidenceOf(context),
    risk: {
      level: edits.length > 8 || kept.length > 0 || left.length > 0 ? 'medium' : 'low',
      why:
        kept.length > 0
          ? `The code goes back to the state before ${shortNameOf(culprit)} while its migration stays applied.`
          : `The code goes back to a state that ran in production before ${shortNameOf(culprit)}; what it brought is gone until it is mended.`,
      destructive: false,
    },
    rollback: `Revert this pull request; that brings ${shortNameOf(culprit)} back.`,
    verification: recoverySigns(context),
  };
}
