import type { Remediation } from '../incident/index.ts';
import type { CodeReader, Head } from '../ports/index.ts';
import { merge } from '../remediations/merge.ts';
import type { PlannedEdit } from '../remediations/types.ts';

/** A fix on top of a newer state than it was made for. */
export interface OntoHead {
  /** Whole content by path; `undefined` deletes. Of a file in conflict it is what the fix wanted. */
  readonly edits: readonly PlannedEdit[];
  readonly conflicts: readonly string[];
  /** Whether the newer state has another text of any of its files. */
  readonly moved: boolean;
}

/** Puts the edits of a fix on top of the head, each by a three-way merge with the text that it was made from. */
export async function ontoHead(
  { edits, baseSha }: Pick<Remediation, 'edits' | 'baseSha'>,
  head: Head,
  code: CodeReader,
): Promise<OntoHead> {
  const placed = await Promise.all(
    edits.map(async ({ path, action, content }) => {
      const wanted = action === 'delete' ? undefined : content;
      const [base, now] = await Promise.all([code.readFile(path, baseSha), code.readFile(path, head.sha)]);
      if (base === now || now === wanted) return { path, content: wanted, moved: base !== now, conflict: false };
      if (base === undefined || now === undefined || wanted === undefined)
        return { path, content: wanted, moved: true, conflict: true };
      const merged = merge(base, now, wanted);
      if ('conflict' in merged) return { path, content: wanted, moved: true, conflict: true };
      return { path, content: merged.text, moved: true, conflict: false };
    }),
  );
  return {
    edits: placed.map(({ path, content }) => ({ path, content })),
    conflicts: placed.filter(({ conflict }) => conflict).map(({ path }) => path),
    moved: placed.some(({ moved }) => moved),
  };
}
