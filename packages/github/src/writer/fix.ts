import { createHash } from 'node:crypto';
import {
  commitMessage,
  type PullRequestDraft,
  type PullRequestStatus,
  readPullRequest,
  textHash,
} from '@sre-aiops/core';
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
  const { baseSha: base, attempt, answer } = draft;
  const repairs = attempt > 0 ? { attempt } : {};
  return { commit, base, edits: hashOf(draft), title: textHash(draft.title), answer, ...repairs };
}

/** Label of a mended fix. Taken off, its hidden status still counts; changed there, the label does. */
const repairLabel = 'aiops-repair';

/** Repairs that a pull request has seen: by its hidden status or by its label, whichever says more. */
export function repairsOf({ body, labels = [] }: Pull): number {
  const told = readPullRequest(body ?? '')?.status.attempt ?? 0;
  return Math.max(told, labels.some(({ name }) => name === repairLabel) ? 1 : 0);
}

/** Hash over the edits, which hold whole files: as long as it is the same, the branch needs no new commit when its base moves. */
export function hashOf({ edits }: Pick<PullRequestDraft, 'edits'>): string {
  const content = edits.map(({ path, action, content }) => [path, action, content]);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
