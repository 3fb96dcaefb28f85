import { SreError } from '@sre-aiops/core';
import { z } from 'zod';

/** What we read of GitHub's answers; everything else in them is ignored. Source: docs.github.com, "GitHub REST API". */

const Label = z.object({ name: z.string(), color: z.string().nullish(), description: z.string().nullish() });

/**
 * The data of an answer, checked.
 *
 * @throws {SreError} `GITHUB_UNREACHABLE` when something that is not GitHub's API answered.
 */
export function read<T>(shape: z.ZodType<T>, data: unknown): T {
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join('.').slice(0, 80) || 'body';
  throw new SreError(
    'GITHUB_UNREACHABLE',
    `What answered is not GitHub's API: its \`${at}\` is not as documented.`,
    'Check `GITHUB_API_URL` and the proxy in between; then run again: what was done is found and not done twice.',
  );
}

/** Who wrote an issue or a comment. */
const author = {
  user: z.object({ type: z.string() }).nullish(),
  author_association: z.string().optional(),
};

/** An issue, or a pull request as the issues API shows it. */
export const Issue = z.object({
  number: z.number().int(),
  html_url: z.string(),
  state: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  labels: z.array(z.union([z.string(), Label])),
  pull_request: z.unknown().optional(),
  updated_at: z.string(),
  ...author,
});
export type Issue = z.infer<typeof Issue>;

/** Where an incident is told: an issue, or our comment on one that was there before; body and page are then the comment's. */
export interface Told extends Issue {
  /** Id of the comment. */
  readonly comment?: number;
}

/** A pull request. */
export const Pull = z.object({
  number: z.number().int(),
  html_url: z.string(),
  state: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  merged_at: z.string().nullish(),
  draft: z.boolean().optional(),
  labels: z.array(Label).optional(),
  head: z.object({
    ref: z.string(),
    sha: z.string(),
    repo: z.object({ full_name: z.string() }).nullish(),
  }),
  base: z.object({ ref: z.string() }),
});
export type Pull = z.infer<typeof Pull>;

/** A comment on an issue. */
export const Comment = z.object({
  id: z.number().int(),
  html_url: z.string(),
  body: z.string().nullish(),
  ...author,
});
export type Comment = z.infer<typeof Comment>;

/**
 * Whether an issue or a comment can be one of ours: anybody can write a hidden sign, on a public repository even a
 * stranger. Bots are let into a repository by its owners.
 */
export function isInsider({
  user,
  author_association: association = 'NONE',
}: Pick<Comment, 'user' | 'author_association'>): boolean {
  return user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(association);
}

/** Anything with a sha: a tree, a commit. */
export const Sha = z.object({ sha: z.string() });

/** A commit of the Git data API. */
export const GitCommit = z.object({ tree: Sha });

/** How one commit stands to another: `ahead` when it comes after it. */
export const Comparison = z.object({ status: z.string() });

/** A reference. */
export const Ref = z.object({ ref: z.string(), object: Sha });

/** A run of a workflow. */
export const Run = z.object({
  id: z.number().int(),
  html_url: z.string(),
  display_title: z.string().nullish(),
  name: z.string().nullish(),
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  head_sha: z.string(),
});
export type Run = z.infer<typeof Run>;

/** Names of an issue's labels. */
export function labelNames(labels: Issue['labels']): string[] {
  return labels.map((label) => (typeof label === 'string' ? label : label.name));
}
