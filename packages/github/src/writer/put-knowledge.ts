import {
  assertMayWriteKnowledge,
  commitMessage,
  type KnowledgeDraft,
  type KnowledgeFile,
  type Outcome,
  type Policy,
  SreError,
} from '@sre-aiops/core';
import { statusOf } from '../errors.ts';
import type { Bench } from './bench.ts';
import { commitTree, createBranch, type Entry, moveBranch, tipOf, treeWith } from './commits.ts';
import { openPull, openPulls, pullAt, pullsOf } from './pulls.ts';

/** Attempts at one commit while others write too. */
const maxAttempts = 50;

/** Where a lesson goes: a branch, its tip, and the open pull request that carries it. */
interface Place {
  readonly branch: string;
  readonly tip: string;
  /** Whether the branch is there. */
  readonly exists: boolean;
  readonly pull?: { readonly number: number; readonly html_url: string };
  /** The pull request of the branch, which a person closed or merged. */
  readonly ended?: { readonly number: number; readonly html_url: string };
}

/**
 * Writes what was learned as one commit, on top of what is there: when somebody else wrote in between, the lesson is
 * drawn again from the newer files, so that nothing is lost and nothing doubled.
 *
 * By default all lessons that nobody has reviewed yet share one open pull request. Where the policy says `direct` they
 * go straight to the default branch; when that is protected, into the pull request all the same.
 */
export async function putKnowledge(bench: Bench, draft: KnowledgeDraft): Promise<Outcome> {
  const policy = await bench.policy();
  if (policy.mode !== 'on') return { skipped: `the mode in .github/sre-aiops.yml is ${policy.mode}` };
  if (policy.knowledge.publish === 'off') return { skipped: 'knowledge.publish in .github/sre-aiops.yml is off' };
  if (policy.knowledge.publish === 'direct') {
    const direct = await putDirectly(bench, draft, policy);
    if (direct) return direct;
    bench.log.warning('The default branch is protected; what was learned goes into a pull request.');
  }
  return putOnPullRequest(bench, draft, policy);
}

async function putDirectly(bench: Bench, draft: KnowledgeDraft, policy: Policy): Promise<Outcome | undefined> {
  const { branch, url = '' } = await bench.trees.head();
  let tip = (await bench.trees.head()).sha;
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const entries = await lessonsAt(bench, draft, policy, tip, 'direct');
    if (entries.length === 0)
      return { outcome: 'unchanged', location: `${url}/tree/${branch}/${policy.knowledge.path}` };
    const commit = await commitOnto(bench, draft, tip, entries);
    const moved = await moveBranch(bench, branch, commit, tip).catch((error) => {
      if ([403, 409, 422].includes(statusOf(error) ?? 0)) return undefined;
      throw error;
    });
    if (moved === undefined) return undefined;
    if (moved) return { outcome: 'created', location: `${url}/commit/${commit}` };
    await pause(bench, attempt);
    tip = (await tipOf(bench, branch)) ?? tip;
  }
  throw contested();
}

async function putOnPullRequest(bench: Bench, draft: KnowledgeDraft, policy: Policy): Promise<Outcome> {
  let place = await placeOf(bench);
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const entries = await lessonsAt(bench, draft, policy, place.tip, 'pull-request');
    if (entries.length === 0) return settled(bench, place);
    if (place.ended) {
      place = await nextPlace(bench, place);
      continue;
    }
    const commit = await commitOnto(bench, draft, place.tip, entries);
    const moved = place.exists
      ? await moveBranch(bench, place.branch, commit, place.tip)
      : (await createBranch(bench, place.branch, commit)) === 'created';
    const carried = moved && (await carry(bench, place));
    if (carried) return carried;
    await pause(bench, attempt);
    place = moved || attempt % 10 === 0 ? await placeOf(bench, true) : await movedPlace(bench, place);
  }
  throw contested();
}

/** The pull request of a branch that was just written: `false` when it was merged meanwhile, so that nobody will merge it again. */
async function carry(bench: Bench, { branch, pull }: Place): Promise<Outcome | false> {
  if (!pull) {
    const { html_url: location, number } = await openPull(bench, { head: branch, ...pullText });
    return { outcome: 'created', location, number };
  }
  const { state, html_url: location, number } = await pullAt(bench, pull.number);
  return state === 'open' && { outcome: 'updated', location, number };
}

/** Nothing is new. What a person closed stays closed; an open pull request that is missing, because an earlier run ended before it, is opened. */
async function settled(bench: Bench, place: Place): Promise<Outcome> {
  if (place.ended) return { outcome: 'left', location: place.ended.html_url, number: place.ended.number };
  if (place.pull) return { outcome: 'unchanged', location: place.pull.html_url, number: place.pull.number };
  const { sha, url = '', branch } = await bench.trees.head();
  if (!place.exists || place.tip === sha) return { outcome: 'unchanged', location: `${url}/tree/${branch}` };
  const pull = await openPull(bench, { head: place.branch, ...pullText });
  return { outcome: 'created', location: pull.html_url, number: pull.number };
}

/**
 * The open pull request of the knowledge base, or the branch that the next one will have. Its name follows from the tip
 * of the default branch, so that all who begin one at the same time begin the same.
 *
 * @param fresh Pull requests and the default branch may have moved since this run first saw them.
 */
async function placeOf(bench: Bench, fresh = false): Promise<Place> {
  const pulls = await (fresh ? openPulls(bench) : bench.pulls());
  const pull = pulls.findLast(({ head }) => head.ref.startsWith(branchPrefix));
  if (pull) return { branch: pull.head.ref, tip: pull.head.sha, exists: true, pull };
  const head = await bench.trees.head();
  const sha = fresh ? ((await tipOf(bench, head.branch)) ?? head.sha) : head.sha;
  return { branch: `${branchPrefix}${sha.slice(0, 12)}`, tip: sha, exists: false };
}

/** The same branch where somebody else put it, and what became of its pull request. */
async function movedPlace(bench: Bench, place: Place): Promise<Place> {
  const tip = await tipOf(bench, place.branch);
  if (tip === undefined) return placeOf(bench, true);
  const moved = { ...place, tip, exists: true };
  const [pull] = place.pull ? [] : await pullsOf(bench, place.branch);
  if (!pull) return moved;
  return pull.state === 'open' ? { ...moved, pull } : { ...moved, ended: pull };
}

/** Another branch, where the one before belongs to a pull request that has ended. */
async function nextPlace(bench: Bench, { branch }: Place): Promise<Place> {
  const [, stem = branch, count = '1'] = /^(.*?)(?:\.(\d+))?$/.exec(branch) ?? [];
  const { sha } = await bench.trees.head();
  return { branch: `${stem}.${Number(count) + 1}`, tip: sha, exists: false };
}

/** What has to be written onto a commit; empty when it is all there. */
async function lessonsAt(
  bench: Bench,
  draft: KnowledgeDraft,
  policy: Policy,
  sha: string,
  way: 'pull-request' | 'direct',
): Promise<Entry[]> {
  const { path: folder } = policy.knowledge;
  // Knowing its tree, the reader gets all files of the commit at once.
  await bench.trees.treeOf(sha);
  const modes = await bench.trees.modes(sha);
  const known: KnowledgeFile[] = [];
  const texts = new Map<string, string>();
  for (const path of modes.keys()) {
    if (!path.startsWith(`${folder}/`) || !/\.(?:md|ya?ml)$/.test(path)) continue;
    const text = await bench.trees.readFile(path, sha);
    if (text === undefined) continue;
    texts.set(path, text);
    known.push({ path: path.slice(folder.length + 1), text });
  }
  const files = draft.learn(known).filter(({ path, text }) => texts.get(`${folder}/${path}`) !== text);
  if (files.length === 0) return [];
  assertMayWriteKnowledge(policy, files, way, { modes, texts });
  return files.map(({ path, text }) => {
    const whole = `${folder}/${path}`;
    return { path: whole, mode: modes.get(whole) ?? '100644', type: 'blob', content: text };
  });
}

/** Longer and longer, and never in step with the others: with exponential back-off a crowd costs each about three attempts. */
function pause(bench: Bench, attempt: number): Promise<void> {
  return bench.wait(Math.random() * Math.min(300_000, 1_000 * 2 ** attempt));
}

const branchPrefix = 'sre-aiops/knowledge-';
const pullText = {
  title: 'docs(knowledge-base): what incidents taught',
  body: [
    'Each commit is what one incident taught: its entry, its runbook, its alert rules and recommendations.',
    'Lessons are added here until this is merged; the next incident then begins a new pull request.',
    'What is merged here is read when the next incident looks like a past one, so read it as you would read code.\n',
  ].join('\n'),
};

async function commitOnto(
  bench: Bench,
  draft: KnowledgeDraft,
  tip: string,
  entries: readonly Entry[],
): Promise<string> {
  const tree = await treeWith(bench, tip, entries);
  return commitTree(bench, { tree, parents: [tip], message: message(draft) });
}

function message({ message: subject, incidentId }: KnowledgeDraft): string {
  return `${commitMessage(subject)}\n\nIncident: ${incidentId}\n`;
}

function contested(): SreError {
  return new SreError(
    'PUBLICATION_CONTESTED',
    `Others wrote to the knowledge base ${maxAttempts} times in a row while this run tried to.`,
    'Run again; what is there is found and not written twice.',
  );
}
