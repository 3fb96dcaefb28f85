import { createHash } from 'node:crypto';
import { commitMessage, type PullRequestDraft, type PullRequestStatus, textHash } from '@sre-aiops/core';
import type { Pull } from './answers.ts';
import type { Bench } from './bench.ts';
import { patchIssue } from './issues.ts';
import { dressLabels, missingLabels } from './labels.ts';

/** A fix on its way to a pull request. */
export interface Fix {
  readonly draft: PullRequestDraft;
  /** Id of the tree that its branch is to hold; written when it is first asked for. */
  tree(): Promise<string>;
}

/** Sets the labels that are missing. Answers whether any was. */
export async function label(bench: Bench, pull: Pull, wanted: readonly string[]): Promise<boolean> {
  const there = pull.labels ?? [];
  const missing = missingLabels(there, wanted);
  const labels = [...there.map(({ name }) => name), ...missing];
  const labelled = missing.length > 0 ? await patchIssue(bench, pull.number, { labels }) : undefined;
  await dressLabels(bench, labelled?.labels ?? there);
  return missing.length > 0;
}

/** The message of the fix's commit. */
export function message(draft: PullRequestDraft): string {
  return `${commitMessage(draft.title)}\n\nIncident: ${draft.incidentId}\nFix: ${hashOf(draft)}\n`;
}

/** What the pull request knows of a fix that stands at a commit. */
export function statusOfFix(draft: PullRequestDraft, commit: string): Omit<PullRequestStatus, 'text'> {
  return { commit, base: draft.baseSha, edits: hashOf(draft), title: textHash(draft.title) };
}

/** Hash over the edits, which hold whole files: as long as it is the same, the branch needs no new commit when its base moves. */
export function hashOf({ edits }: Pick<PullRequestDraft, 'edits'>): string {
  const content = edits.map(({ path, action, content }) => [path, action, content]);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
