import { createHash } from 'node:crypto';
import {
  assertMayWritePullRequest,
  commitMessage,
  type Marked,
  markerKey,
  type Outcome,
  type PullRequestDraft,
  readPullRequest,
  renderPullRequest,
  SreError,
} from '@sre-aiops/core';
import { statusOf } from '../errors.ts';
import type { Pull } from './answers.ts';
import type { Bench } from './bench.ts';
import { putChecks } from './checks.ts';
import { commitOf, commitOnto, createBranch, type Entry, editsOf, moveBranch, tipOf } from './commits.ts';
import { patchIssue, said, sayOnce } from './issues.ts';
import { dressLabels, missingLabels } from './labels.ts';
import { openPull, patchPull, pullsOf } from './pulls.ts';

/** Branches of one fix that a person merged or closed before; more than a few mean something else is wrong. */
const maxBranches = 20;

/** Opens the pull request of a fix, or brings the one that is open up to date; a person's work on it is left alone. */
export async function putPullRequest(bench: Bench, draft: PullRequestDraft): Promise<Outcome> {
  const policy = await bench.policy();
  if (policy.mode !== 'on') return { skipped: `the mode in .github/sre-aiops.yml is ${policy.mode}` };
  const entries = await allowedEntries(bench, draft);
  const mine = ourPull(await bench.pulls(), draft);
  const outcome = mine ? await update(bench, draft, entries, mine) : await propose(bench, draft, entries);
  return 'skipped' in outcome ? outcome : putChecks(bench, draft, outcome);
}

/** Takes back the open pull request of an earlier run, unless a person worked on it. */
export async function withdrawPullRequest(bench: Bench, mark: Marked): Promise<boolean> {
  const mine = ourPull(await bench.pulls(), mark);
  if (!mine || (await isTakenOver(bench, mine))) return false;
  const why = 'A newer answer to this incident proposes something else; this one is withdrawn.';
  await sayOnce(bench, mine.number, `<!-- sre-aiops:withdrawn ${mine.head.sha} -->`, why);
  await patchPull(bench, mine.number, { state: 'closed' });
  return true;
}

async function allowedEntries(bench: Bench, draft: PullRequestDraft): Promise<Entry[]> {
  const modes = await bench.trees.modes(draft.baseSha);
  const texts = new Map<string, string>();
  for (const { path } of draft.edits) {
    const text = modes.has(path) ? await bench.trees.readFile(path, draft.baseSha) : undefined;
    if (text !== undefined) texts.set(path, text);
  }
  assertMayWritePullRequest(await bench.policy(), draft, { modes, texts });
  return editsOf(draft.edits, modes);
}

/** The open pull request with the fix of an incident key, on a branch of this repository. */
function ourPull(pulls: readonly Pull[], mark: Marked): Pull | undefined {
  const wanted = markerKey(mark.key);
  return pulls.find(
    ({ head, body }) => head.ref.startsWith('sre-aiops/') && readPullRequest(body ?? '')?.markerKey === wanted,
  );
}

async function propose(bench: Bench, draft: PullRequestDraft, entries: readonly Entry[]): Promise<Outcome> {
  const commit = await commitOnto(bench, {
    base: draft.baseSha,
    parents: [draft.baseSha],
    entries,
    message: message(draft),
  });
  for (let count = 1; count <= maxBranches; count++) {
    const branch = count === 1 ? draft.branch : `${draft.branch}-${count}`;
    const created = await createBranch(bench, branch, commit);
    const [pull] = created === 'created' ? [] : await pullsOf(bench, branch);
    if (pull?.state === 'open') return update(bench, draft, entries, pull);
    if (pull?.merged_at) continue;
    if (pull && !(await wasWithdrawn(bench, pull))) {
      return { outcome: 'left', location: pull.html_url, number: pull.number };
    }
    const tip = created !== 'other' ? commit : await onTopOf(bench, branch, draft, entries, commit);
    if (tip === undefined) continue;
    const body = renderPullRequest(draft.body, { commit: tip, edits: hashOf(draft) });
    const opened = await openPull(bench, { head: branch, title: draft.title, body }).catch(async (error) => {
      throw await pushed(bench, branch, error);
    });
    await label(bench, opened, draft.labels);
    return { outcome: 'created', location: opened.html_url, number: opened.number };
  }
  return { skipped: `the branches ${draft.branch} to -${maxBranches} are taken; delete those that are merged` };
}

/** A refused pull request, with the way on which a person opens it: the fix is on its branch already. */
async function pushed({ trees }: Bench, branch: string, error: unknown): Promise<unknown> {
  if (!(error instanceof SreError) || statusOf(error) !== 403) return error;
  const { url, branch: base } = await trees.head();
  const page = url && ` Or open it by hand: ${url}/compare/${base}...${branch}?expand=1.`;
  return new SreError(error.code, error.message, `${error.remedy}${page ?? ''}`, { cause: error.cause });
}

/**
 * The branch is there without an open pull request: an earlier run ended in between, or its proposal was withdrawn.
 * Goes on where it stands; `undefined` when a person's work is on it.
 */
async function onTopOf(
  bench: Bench,
  branch: string,
  draft: PullRequestDraft,
  entries: readonly Entry[],
  commit: string,
): Promise<string | undefined> {
  const tip = await tipOf(bench, branch);
  if (tip === undefined || tip === commit) return tip;
  if (!isOurs((await commitOf(bench, tip)).message)) return undefined;
  return append(bench, branch, tip, draft, entries);
}

async function update(bench: Bench, draft: PullRequestDraft, entries: readonly Entry[], pull: Pull): Promise<Outcome> {
  const status = readPullRequest(pull.body ?? '')?.status;
  const taken = await isTakenOver(bench, pull);
  if (taken) {
    if (status?.edits !== hashOf(draft)) {
      const text =
        'A newer answer to this incident would change this fix, but the branch has commits of a person and is theirs. Delete it to have the newer one.';
      await sayOnce(bench, pull.number, `<!-- sre-aiops:newer ${hashOf(draft)} -->`, text);
    }
    return { outcome: 'left', location: pull.html_url, number: pull.number };
  }
  const same = status?.edits === hashOf(draft) && status.commit === pull.head.sha;
  const commit = same ? pull.head.sha : await append(bench, pull.head.ref, pull.head.sha, draft, entries);
  if (commit === undefined) return { outcome: 'left', location: pull.html_url, number: pull.number };
  const checks = same && status.checks ? { checks: status.checks } : {};
  const body = renderPullRequest(draft.body, { commit, edits: hashOf(draft), ...checks });
  const isCurrent = body === (pull.body ?? '').replaceAll('\r\n', '\n') && pull.title === draft.title;
  if (!isCurrent) await patchPull(bench, pull.number, { title: draft.title, body });
  const labelled = await label(bench, pull, draft.labels);
  const outcome = same && isCurrent && !labelled ? 'unchanged' : 'updated';
  return { outcome, location: pull.html_url, number: pull.number };
}

/** Puts the fix on top of what the branch holds: exactly base and edits, nothing of an older fix stays. */
async function append(
  bench: Bench,
  branch: string,
  tip: string,
  draft: PullRequestDraft,
  entries: readonly Entry[],
): Promise<string | undefined> {
  const { message: said, parents: below } = await commitOf(bench, tip);
  if (said.includes(hashOf(draft))) return tip;
  const parents = below.includes(draft.baseSha) ? [tip] : [tip, draft.baseSha];
  const commit = await commitOnto(bench, { base: draft.baseSha, parents, entries, message: message(draft) });
  return (await moveBranch(bench, branch, commit, tip)) ? commit : undefined;
}

/** Whether the tip of the branch is not a commit of ours. */
async function isTakenOver(bench: Bench, pull: Pull): Promise<boolean> {
  const status = readPullRequest(pull.body ?? '')?.status;
  if (status?.commit === pull.head.sha) return false;
  return !isOurs((await commitOf(bench, pull.head.sha)).message);
}

/** Whether it was us who closed it. */
async function wasWithdrawn(bench: Bench, pull: Pull): Promise<boolean> {
  return (await said(bench, pull.number, `<!-- sre-aiops:withdrawn ${pull.head.sha} -->`)) !== undefined;
}

async function label(bench: Bench, pull: Pull, wanted: readonly string[]): Promise<boolean> {
  const there = pull.labels ?? [];
  const missing = missingLabels(there, wanted);
  const labels = [...there.map(({ name }) => name), ...missing];
  const labelled = missing.length > 0 ? await patchIssue(bench, pull.number, { labels }) : undefined;
  await dressLabels(bench, labelled?.labels ?? there);
  return missing.length > 0;
}

function message(draft: PullRequestDraft): string {
  return `${commitMessage(draft.title)}\n\nIncident: ${draft.incidentId}\nFix: ${hashOf(draft)}\n`;
}

function isOurs(said: string): boolean {
  return /\nIncident: [A-Za-z0-9._-]+\nFix: [0-9a-f]{64}\s*$/.test(said);
}

/** Hash over the edits, which hold whole files: as long as it is the same, the branch needs no new commit when its base moves. */
function hashOf({ edits }: Pick<PullRequestDraft, 'edits'>): string {
  const content = edits.map(({ path, action, content }) => [path, action, content]);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
