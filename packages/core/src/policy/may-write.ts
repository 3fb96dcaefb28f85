import { SreError } from '../errors/sre-error.ts';
import type { FileEdit, InfrastructureAction } from '../incident/index.ts';
import type { KnowledgeFile } from '../ports/index.ts';
import { maxFiles, maxRollbackFiles, type ProposedEdit, refusedEdits } from './edits.ts';
import { refusedParameters } from './infrastructure.ts';
import { refusedModes } from './modes.ts';
import { policyPath } from './parse-policy.ts';
import { planHash } from './plan-hash.ts';
import type { Policy } from './policy.ts';

/** What stands in the tree that is written onto. */
export interface BaseTree {
  /** Path → git mode, as the Git trees API lists them. */
  readonly modes: ReadonlyMap<string, string>;
  /** Path → text of the files that are edited; one that is not in here is taken to be new. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Files of the knowledge base that one incident may write. */
const maxKnowledgeFiles = 50;
const maxKnowledgeBytes = 4 * 1_048_576;

/**
 * Lets an issue, a comment or a label through unless everything is switched off.
 *
 * @throws {SreError} `POLICY_REFUSED`.
 */
export function assertMayWriteIssue(policy: Policy): void {
  if (policy.mode === 'off') throw switchedOff('Nothing is written', policy);
}

/**
 * Lets a branch, its commit and its pull request through when every edit keeps to the policy and fits the tree.
 *
 * @param base The tree below the commit. Without it neither links nor added secrets can be seen: only leave it out where a
 *   later check has it.
 * @throws {SreError} `POLICY_REFUSED` with every reason.
 */
export function assertMayWritePullRequest(
  policy: Policy,
  draft: { readonly edits: readonly FileEdit[]; readonly rollback?: boolean },
  base?: BaseTree,
): void {
  if (policy.mode !== 'on') throw switchedOff('No pull request is opened', policy);
  const edits = draft.edits.map((edit) => proposed(edit, base));
  const refusals = refusedEdits(edits, draft.rollback ? maxRollbackFiles : maxFiles, policy);
  if (base) refusals.push(...refusedModes(edits, base.modes));
  if (refusals.length === 0) return;
  throw refused(
    `The fix may not be written: ${refusals.join(' ')}`,
    `Make the change by hand, or widen paths or limits in ${policyPath}; what is always refused stands in docs/policy.md.`,
  );
}

/**
 * Lets a request for infrastructure work through: the action is on the closed list and on the policy's, its parameters
 * have the forms that the action takes, and the hash is the hash of this plan.
 *
 * @param patch The plan's patch; without it only the form of the hash is checked.
 * @throws {SreError} `POLICY_REFUSED` with every reason.
 */
export function assertMayDispatch(policy: Policy, infrastructure: InfrastructureAction, patch?: string): void {
  if (policy.mode !== 'on') throw switchedOff('No infrastructure work is asked for', policy);
  const refusals = refusedParameters(infrastructure);
  if (refusals.length === 0 && !policy.infrastructure.actions.includes(infrastructure.action)) {
    throw refused(
      `${infrastructure.action} is not among the actions that this repository allows.`,
      `Do the work by hand, or add it to infrastructure.actions in ${policyPath}.`,
    );
  }
  if (!/^[0-9a-f]{64}$/.test(infrastructure.planHash)) refusals.push('The hash of the plan is no sha256.');
  else if (patch !== undefined && planHash(infrastructure, patch) !== infrastructure.planHash) {
    refusals.push('The hash belongs to another plan.');
  }
  if (refusals.length === 0) return;
  throw refused(
    `The infrastructure work may not be asked for: ${refusals.join(' ')}`,
    'Run `remediate` again and publish what it writes; nothing in the policy file lifts this.',
  );
}

/**
 * Lets files of the knowledge base through: below its folder, Markdown and YAML only, of bounded number and size, without
 * secrets. `paths.allow` does not speak of the knowledge base, `paths.deny` does.
 *
 * @param way How they are about to be written. A policy of `direct` also allows a pull request, never the reverse.
 * @param base The tree below the commit; without it all text counts as added.
 * @throws {SreError} `POLICY_REFUSED` with every reason.
 */
export function assertMayWriteKnowledge(
  policy: Policy,
  files: readonly KnowledgeFile[],
  way: 'pull-request' | 'direct',
  base?: BaseTree,
): void {
  const { path: folder, publish } = policy.knowledge;
  if (policy.mode !== 'on') throw switchedOff('Nothing is learned', policy);
  if (publish === 'off' || (way === 'direct' && publish !== 'direct')) {
    throw refused(
      publish === 'off' ? 'This repository keeps no knowledge base.' : 'The knowledge base is not written directly.',
      `Set knowledge.publish in ${policyPath} to ${way} to allow it.`,
    );
  }
  const edits = files.map(({ path, text }): ProposedEdit => {
    const whole = `${folder}/${path}`;
    return { path: whole, content: text, before: base?.texts.get(whole) ?? null };
  });
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text, 'utf8'), 0);
  const refusals = [
    ...files
      .filter(({ path }) => !/\.(?:md|yml)$/.test(path))
      .map(({ path }) => `${JSON.stringify(path.slice(0, 200))} is neither Markdown nor YAML.`),
    ...(bytes > maxKnowledgeBytes ? ['The files are larger than 4 MiB together.'] : []),
    ...refusedEdits(edits, maxKnowledgeFiles, {
      paths: { allow: [], deny: policy.paths.deny },
      limits: { files: maxKnowledgeFiles, kilobytes: maxKnowledgeBytes / 1_024 },
    }),
    ...(base ? refusedModes(edits, base.modes) : []),
  ];
  if (refusals.length === 0) return;
  throw refused(
    `The knowledge base may not be written: ${refusals.join(' ')}`,
    `Check knowledge.path and paths.deny in ${policyPath}, and take secrets out of what people wrote into an entry.`,
  );
}

function proposed({ path, action, content }: FileEdit, base: BaseTree | undefined): ProposedEdit {
  const next = { path, content: action === 'delete' ? undefined : content };
  return base ? { ...next, before: base.texts.get(path) ?? null } : next;
}

function switchedOff(what: string, { mode }: Policy): SreError {
  return refused(
    `${what}: the mode is ${mode}.`,
    `Set mode in ${policyPath} to ${mode === 'off' ? 'on or report' : 'on'}, and check the repository variable that can make it stricter.`,
  );
}

function refused(what: string, remedy: string): SreError {
  return new SreError('POLICY_REFUSED', what, remedy);
}
