import { type FixStatus, type Gap, oneLine, proofIn, readPullRequest, SreError, splitBody } from '@sre-aiops/core';
import { z } from 'zod';
import { statusOf } from '../errors.ts';
import { type Pull, Run, read } from '../writer/answers.ts';
import { pullAt } from '../writer/pulls.ts';
import { type Asking, gapOf } from './open-incidents.ts';

/** By what the fix of an incident is found. */
export interface FixSearch {
  /** What every occurrence of the incident shares. */
  readonly markerKey: string;
  /** Number that its issue names. Untrusted: people can edit it. */
  readonly number: number | undefined;
  /** Our open pull requests. */
  readonly pulls: readonly Pull[];
  /** Hears what could not be seen. */
  gap(gap: Gap): void;
}

/** The fix of an incident: the open pull request with its marker, or the one that its issue names. */
export async function fixOf(asking: Asking, search: FixSearch): Promise<FixStatus | undefined> {
  const open = search.pulls.find((pull) => isFix(pull, search.markerKey));
  const pull = open ?? (search.number === undefined ? undefined : await named(asking, search.number));
  if (!pull || !isFix(pull, search.markerKey)) return undefined;
  const text = readPullRequest(pull.body ?? '');
  const proof = text && !text.edited ? proofIn(text.text) : undefined;
  return {
    title: oneLine(pull.title),
    state: stateOf(pull),
    number: pull.number,
    location: pull.html_url,
    proof: proof ?? 'unknown',
    changed: text !== undefined && text.status.commit !== pull.head.sha,
    checks: await checksOf(asking, pull, search.gap),
  };
}

/** A fix rather than the lessons, which bear the marker too. */
function isFix({ body, head }: Pull, markerKey: string): boolean {
  return (
    splitBody(body ?? '')?.markerKey === markerKey &&
    head.ref.startsWith('sre-aiops/') &&
    !head.ref.startsWith('sre-aiops/knowledge-')
  );
}

/** A pull request that is not open any more; `undefined` when there is none of that number. */
async function named(asking: Asking, number: number): Promise<Pull | undefined> {
  return pullAt(asking, number).catch((error) => {
    if (statusOf(error) === 404) return undefined;
    throw error;
  });
}

function stateOf({ state, merged_at, draft }: Pull): FixStatus['state'] {
  if (merged_at) return 'merged';
  if (state !== 'open') return 'closed';
  return draft ? 'draft' : 'open';
}

/** What the newest run of each workflow said on the newest commit of the branch. */
async function checksOf({ connection }: Asking, pull: Pull, gap: FixSearch['gap']): Promise<FixStatus['checks']> {
  try {
    const { data } = await connection.request(
      'GET /repos/{owner}/{repo}/actions/runs',
      { head_sha: pull.head.sha, per_page: 100 },
      `read the checks of #${pull.number}`,
    );
    const newest = new Map<string, Run>();
    for (const run of read(z.object({ workflow_runs: z.array(Run) }), data).workflow_runs) {
      const name = run.name ?? '';
      if (!newest.has(name)) newest.set(name, run);
    }
    return together([...newest.values()].map(outcomeOf));
  } catch (error) {
    if (!(error instanceof SreError)) throw error;
    gap(gapOf(`Checks of #${pull.number}`, error));
    return 'unknown';
  }
}

/** Source: docs.github.com, "REST API endpoints for workflow runs", `status` and `conclusion`. */
function outcomeOf({ status, conclusion }: Run): FixStatus['checks'] {
  if (conclusion === 'action_required' || status === 'action_required' || status === 'waiting') return 'waiting';
  if (status !== 'completed') return 'running';
  if (conclusion === 'skipped') return 'none';
  return conclusion === 'success' || conclusion === 'neutral' ? 'passed' : 'failed';
}

/** The worst of all. */
function together(outcomes: readonly FixStatus['checks'][]): FixStatus['checks'] {
  const order = ['failed', 'waiting', 'running', 'passed'] as const;
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'none';
}
