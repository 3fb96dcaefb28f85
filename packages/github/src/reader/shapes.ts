import { SreError } from '@sre-aiops/core';
import { z } from 'zod';
import type { Answer } from '../connect.ts';

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const link = z
  .string()
  .regex(/^https?:\/\/\S{1,2000}$/)
  .optional()
  .catch(undefined);
const count = z.number().int().min(0).catch(0);

/** `GET /repos/{owner}/{repo}`; the size in KiB, with the history. */
export const RepositoryShape = z.object({
  full_name: z.string(),
  default_branch: z.string().min(1),
  html_url: link,
  size: z.number().catch(0),
});

/**
 * One file of a commit. The id is that of the blob which the commit left, of a removed file that of the blob which it
 * removed; GitHub gives none where only the mode changed.
 */
export const FileShape = z.object({
  sha: sha.nullish().catch(undefined),
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.string(),
  additions: count,
  deletions: count,
  patch: z.string().optional(),
});
export type FileShape = z.infer<typeof FileShape>;

/** One commit of `GET /repos/{owner}/{repo}/commits`, or the whole of one. */
export const CommitShape = z.object({
  sha,
  html_url: link,
  commit: z.object({
    message: text,
    author: z.object({ name: text }).nullish(),
    committer: z.object({ date: z.iso.datetime({ offset: true }) }),
    tree: z.object({ sha }),
  }),
  parents: z.array(z.object({ sha })),
  files: z.array(FileShape).optional(),
});
export type CommitShape = z.infer<typeof CommitShape>;

/** A commit of the Git data API. */
export const GitCommitShape = z.object({ tree: z.object({ sha }) });

/** One closed pull request. */
export const PullShape = z.object({
  number: z.number().int().positive(),
  title: text,
  body: text,
  html_url: link,
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  updated_at: z.string(),
});
export type PullShape = z.infer<typeof PullShape>;

/** `GET /repos/{owner}/{repo}/git/trees/{sha}`. */
export const TreeShape = z.object({
  truncated: z.boolean().catch(false),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha, size: z.number().optional() })),
});

/** `GET /repos/{owner}/{repo}/git/blobs/{sha}`. */
export const BlobShape = z.object({ content: z.string(), encoding: z.string() });

/** A file of `GET /repos/{owner}/{repo}/contents/{path}`; a folder is a list, and a large file has no content. */
export const ContentShape = z
  .object({ type: z.string(), content: z.string().catch(''), encoding: z.string().catch('') })
  .catch({ type: 'other', content: '', encoding: '' });

/** One deployment. */
export const DeploymentShape = z.object({
  id: z.number().int(),
  sha,
  environment: text,
  production_environment: z.boolean().nullish(),
  created_at: z.iso.datetime({ offset: true }),
});
export type DeploymentShape = z.infer<typeof DeploymentShape>;

/** One status of a deployment, newest first in their list. */
export const DeploymentStatusShape = z.object({
  state: z.string(),
  created_at: z.iso.datetime({ offset: true }),
  environment_url: link,
  log_url: link,
});

/** `GET /repos/{owner}/{repo}/compare/{basehead}`. */
export const CompareShape = z.object({ total_commits: z.number(), commits: z.array(CommitShape) });

/** `GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs`. */
export const JobsShape = z.object({
  jobs: z.array(
    z.object({
      id: z.number().int(),
      name: text,
      conclusion: z.string().nullish(),
      html_url: link,
      steps: z.array(z.object({ name: text, conclusion: z.string().nullish() })).nullish(),
    }),
  ),
});

/** `GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts`. */
export const ArtifactsShape = z.object({
  artifacts: z.array(z.object({ id: z.number().int(), name: text, expired: z.boolean().nullish() })),
});

/**
 * The data of an answer, checked.
 *
 * @throws {SreError} `GITHUB_UNREACHABLE` when something that is not GitHub's API answered.
 */
export function shaped<T>(shape: z.ZodType<T>, answer: Answer, what: string): T {
  const read = shape.safeParse(answer.data);
  if (read.success) return read.data;
  const at = read.error.issues[0]?.path.join('.');
  throw new SreError(
    'GITHUB_UNREACHABLE',
    `What answered for ${what} is not GitHub's API: ${at ? `its \`${at.slice(0, 80)}\` is not as documented` : 'it sent no JSON'}.`,
    'Check `GITHUB_API_URL` (of a GitHub Enterprise Server it ends in /api/v3) and the proxy in between.',
  );
}
