import { z } from 'zod';
import { joinBody, markerOf, type PublishedBody, splitBody, splitDraft, textHash, tickedAs } from './published-body.ts';

/** What a pull request knows of itself; kept in a hidden comment of its body. */
export const PullRequestStatus = z.object({
  /** Commit that we wrote last: another one at the tip of the branch is a person's. */
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** Hash over the edits: the same one needs no new commit. */
  edits: z.string(),
  /** Commit of the default branch that the edits are made for. */
  base: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** Hash of the title that we gave it: another one is a person's. */
  title: z.string(),
  /** Hash of the text below, ticked boxes aside: another one means that a person edited it. */
  text: z.string(),
  /** Repairs so far; absent for the first fix. */
  attempt: z.number().int().nonnegative().optional(),
  /** Digest of the documents that the fix was made from, see `answerDigest`: a repair takes no others. */
  answer: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** What the repository's own checks said on that commit. */
  checks: z
    .object({
      /** As GitHub names it: `success`, `failure`, `cancelled`…; `pending` while it runs. */
      outcome: z.string().regex(/^[a-z_]+$/),
      run: z.url({ protocol: /^https?$/ }),
    })
    .optional(),
});
export type PullRequestStatus = z.infer<typeof PullRequestStatus>;

/** A pull request's body of ours, taken apart. */
export interface ReadPullRequest extends PublishedBody {
  readonly status: PullRequestStatus;
  /** Whether a person changed the text since we wrote it; ticked boxes are no change. */
  readonly edited: boolean;
}

/** Takes the body of a pull request apart; `undefined` when it is not one of ours or its status cannot be read. */
export function readPullRequest(body: string): ReadPullRequest | undefined {
  const parts = splitBody(body);
  const status = PullRequestStatus.safeParse(parts?.status);
  if (!parts || !status.success) return undefined;
  return { ...parts, status: status.data, edited: textHash(parts.text) !== status.data.text };
}

/** The body of a new pull request. @param body As `pullRequestText` writes it, marker first. */
export function renderPullRequest(body: string, status: Omit<PullRequestStatus, 'text'>): string {
  const { marker, text } = splitDraft(body);
  return joinBody(marker, { ...status, text: textHash(text) }, told(status), text);
}

/**
 * An open pull request with the text of a newer fix. Boxes that people ticked stay ticked where their line is still
 * there; a text that a person edited is left as it is.
 *
 * @param body As `pullRequestText` writes it.
 */
export function withFix(existing: string, body: string, status: Omit<PullRequestStatus, 'text'>): string {
  const read = readPullRequest(existing);
  if (!read) return existing;
  if (!read.edited) return tickedAs(read.text, renderPullRequest(body, status));
  return joinBody(markerOf(read), { ...status, text: read.status.text }, told(status), read.text);
}

/** The same pull request with the result of its checks. */
export function withChecks(body: string, checks: PullRequestStatus['checks']): string {
  const read = readPullRequest(body);
  if (!read) return body;
  const status = { ...read.status, checks };
  return joinBody(markerOf(read), status, told(status), read.text);
}

function told({ checks }: Pick<PullRequestStatus, 'checks'>): string {
  if (!checks) return '';
  const words = checks.outcome === 'success' ? 'passed' : checks.outcome.replaceAll('_', ' ');
  return `**Checks of this repository on this fix:** [${words}](${checks.run}).`;
}
