import {
  type Clock,
  type CodeWriter,
  type Log,
  type Marked,
  type Mode,
  type Outcome,
  type Policy,
  parsePolicy,
  policyPath,
  readIssue,
  SreError,
  type StatusChange,
  stricterMode,
  withStatus,
} from '@sre-aiops/core';
import type { Connection } from '../connect.ts';
import { statusOf } from '../errors.ts';
import { once } from '../reader/memo.ts';
import type { Told } from './answers.ts';
import type { Bench, Trees } from './bench.ts';
import { putRecovery, putRecurrence } from './follow-up.ts';
import { issueAt, type KnownIssues, lookUp, patchTold, refreshed } from './issues.ts';
import { openPulls } from './pulls.ts';
import { putComment } from './put-comment.ts';
import { cancelRun, putDispatch } from './put-dispatch.ts';
import { putIssue } from './put-issue.ts';
import { putKnowledge } from './put-knowledge.ts';
import { putPullRequest, withdrawPullRequest } from './put-pull-request.ts';
import { putRepair } from './put-repair.ts';

/** What the writer works with. */
export interface WriterOptions {
  readonly connection: Connection;
  readonly trees: Trees;
  readonly clock: Clock;
  readonly log: Log;
  /** Waits so many milliseconds. */
  wait(ms: number): Promise<void>;
  /** Makes the mode of the policy stricter, never looser: a repository variable, say. */
  readonly mode?: Mode | undefined;
  /** Number of an existing issue on which the incident is told, in one comment that is kept up to date. */
  readonly issue?: number | undefined;
  /** How long one who claimed something is left alone before another takes over; default 300,000 ms, more than a write and its waits may take. */
  readonly leaseMs?: number;
}

/** Publishes on GitHub. */
export interface GithubWriter extends CodeWriter {
  /** The policy of the default branch, in the stricter mode. */
  policy(): Promise<Policy>;
  /**
   * Says something on an issue in one comment that is kept up to date.
   *
   * @param sign A hidden line that this comment alone has.
   */
  putComment(issue: number, sign: string, text: string): Promise<Outcome>;
}

/** Publishes on GitHub, once and only once, as far as `.github/sre-aiops.yml` on the default branch allows. */
export function githubWriter(options: WriterOptions): GithubWriter {
  const bench: Bench = {
    ...options,
    leaseMs: options.leaseMs ?? 300_000,
    policy: once(async () => {
      const policy = await policyOf(options.trees);
      return { ...policy, mode: stricterMode(policy.mode, options.mode ?? 'on') };
    }),
    pulls: once(() => openPulls(options)),
    firstSeen: new Set(),
  };
  const links = new Map<string, StatusChange>();
  const issues = new Map<string, Told>();
  const unopened = new Map<string, KnownIssues>();
  const looked = new Map<string, KnownIssues>();
  const linked = async (mark: Marked, put: Promise<Outcome>, linkOf: (outcome: Linked) => StatusChange) => {
    const outcome = await put;
    if (!('skipped' in outcome)) links.set(mark.key, { ...links.get(mark.key), ...linkOf(outcome) });
    return outcome;
  };

  return {
    policy: bench.policy,
    putComment: (issue, sign, text) => putComment(bench, issue, sign, text),

    async known(mark) {
      const seen = looked.get(mark.key) ?? (await lookUp(bench, mark));
      looked.set(mark.key, seen);
      if (!seen.open) unopened.set(mark.key, seen);
      const issue = seen.open ?? seen.closed;
      if (!issue) return undefined;
      if (seen.open) issues.set(mark.key, seen.open);
      const status = readIssue(issue.body ?? '')?.status;
      const state = issue.state === 'open' ? 'open' : 'closed';
      const known = { number: issue.number, location: issue.html_url, state } as const;
      return status
        ? { ...known, answered: status.answered, lastFiredAt: status.lastFiredAt }
        : { ...known, answered: true };
    },

    async putIssue(draft) {
      const { outcome, issue } = await putIssue(bench, draft, unopened.get(draft.key));
      unopened.delete(draft.key);
      if (issue) issues.set(draft.key, issue);
      return outcome;
    },

    putPullRequest: (draft) =>
      linked(draft, putPullRequest(bench, draft), ({ number }) => (number ? { pullRequest: number } : {})),

    putRepair: (draft) =>
      linked(draft, putRepair(bench, draft), ({ number }) => (number && draft.fix ? { pullRequest: number } : {})),

    putDispatch: (draft) => linked(draft, putDispatch(bench, draft), ({ location }) => ({ run: location })),

    putKnowledge: (draft) =>
      linked(draft, putKnowledge(bench, draft), ({ number, location, outcome }) => {
        if (number) return { knowledge: number };
        return outcome === 'created' ? { knowledge: location } : {};
      }),

    putRecurrence: (draft) => putRecurrence(bench, draft, issues),
    putRecovery: (draft) => putRecovery(bench, draft, issues),

    async withdraw(kind, mark) {
      if ((await bench.policy()).mode !== 'on') return false;
      if (kind === 'pull-request') return withdrawPullRequest(bench, mark);
      const issue = issues.get(mark.key) ?? (await lookUp(bench, mark)).open;
      const run = readIssue(issue?.body ?? '')?.status.run;
      return run === undefined ? false : cancelRun(bench, run);
    },

    async settle(mark, answered, number) {
      const known = issues.get(mark.key);
      const issue = known ? await current(bench, known, mark) : await toldAt(bench, mark, number);
      if (!issue?.body || (await bench.policy()).mode === 'off') return;
      const body = withStatus(issue.body, { ...links.get(mark.key), ...(answered ? { answered } : {}) });
      if (body !== issue.body.replaceAll('\r\n', '\n')) issues.set(mark.key, await patchTold(bench, issue, { body }));
    },
  };
}

/**
 * What is told of an incident, read again: since this run wrote it a person may have edited it, or the alert fired once
 * more. GitHub may also answer what stood there before this run wrote; that is told by the time of its last change.
 */
async function current(bench: Bench, known: Told, mark: Marked): Promise<Told> {
  const now = await refreshed(bench, known, mark).catch((error) => {
    if (statusOf(error) === 404) return known;
    throw error;
  });
  return now.updated_at < known.updated_at ? known : now;
}

/** What an earlier process told of an incident. */
async function toldAt(bench: Bench, mark: Marked, number: number | undefined): Promise<Told | undefined> {
  if (bench.issue === undefined && number !== undefined) return issueAt(bench, number);
  return (await lookUp(bench, mark)).open;
}

type Linked = Exclude<Outcome, { readonly skipped: string }>;

/** @throws {SreError} `POLICY_INVALID`: a file that cannot be understood allows nothing. */
async function policyOf(trees: Trees): Promise<Policy> {
  const text = await trees.tipText(policyPath);
  if (text !== null) return parsePolicy(text);
  throw new SreError(
    'POLICY_INVALID',
    `${policyPath} cannot be read: it is a link, a folder, over 1 MiB or not UTF-8.`,
    'Make it a plain text file, as docs/policy.md shows.',
  );
}
