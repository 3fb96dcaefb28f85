import type { Clock } from '../ports/index.ts';
import { rotateCertificate } from './actions/certificate.ts';
import { updateHelmValues } from './actions/helm-values.ts';
import { updateNetworkPolicy } from './actions/network-policy.ts';
import { scale } from './actions/scale.ts';
import { fingerprint, unfit } from './objects.ts';
import type { WorkOrder } from './order.ts';
import type { CommittedFiles, LookInto, Outlook } from './outlook.ts';
import { readTarget, type Target } from './target.ts';
import type { ClusterTools } from './tools.ts';
import type { InfrastructureWork } from './work.ts';

/** With what infrastructure work is previewed and done. */
export interface WorkDeps {
  readonly tools: ClusterTools;
  readonly files: CommittedFiles;
  readonly clock: Clock;
  /** Takes secrets out of what the tools print. */
  readonly redact: (text: string) => string;
  /** Context of the kubeconfig; the current one when empty. */
  readonly context: string;
  /** Minutes that a rollout may take. */
  readonly minutes: number;
}

const actions: Readonly<Record<WorkOrder['action'], LookInto>> = {
  scale_k8s: scale,
  rotate_cert: rotateCertificate,
  update_network_policy: updateNetworkPolicy,
  update_helm_values: updateHelmValues,
};

/** Lines and characters of a preview that a person can look through. */
const maxLines = 500;
const maxCharacters = 100_000;

/** An order, what it comes to now, and the hash that says so. */
export interface WorkPlan {
  readonly order: WorkOrder;
  readonly target: Target;
  readonly outlook: Outlook;
  readonly commit: string;
  readonly hash: string;
}

/**
 * Finds out what an order comes to, by dry runs of the API server: nothing is changed. The hash is sha256 over the canonical
 * JSON of the order, the cluster and namespace, the commit, every command with its input, what stands there and what would
 * change; it differs as soon as one of them does.
 *
 * @throws {SreError} `CLUSTER_REFUSED` when the order does not fit what is there or its preview is too long to be looked
 *   through, or `TOOL_MISSING`.
 */
export async function planWork(order: WorkOrder, { tools, files, context, minutes }: WorkDeps): Promise<WorkPlan> {
  const { parameters } = order;
  const place = { context, namespace: parameters.namespace ?? 'default' };
  const target = await readTarget(tools, place);
  const outlook = await actions[order.action]({ parameters, place, tools, files, minutes });
  assertReadable(outlook.changes);
  const { commit } = files;
  return { order, target, outlook, commit, hash: fingerprint({ order, target, commit, outlook }) };
}

/** A plan as a document. */
export function plannedWork(
  { order, target, outlook, commit, hash }: WorkPlan,
  { clock, redact }: Pick<WorkDeps, 'clock' | 'redact'>,
): InfrastructureWork {
  const { changes, steps, wayBack } = outlook;
  const isNothing = changes.length === 0;
  return {
    ...headOf(order),
    outcome: isNothing ? 'unchanged' : 'planned',
    why: isNothing
      ? `A dry run changes nothing: the cluster holds what the plan asks for${usesFiles(order) ? `, or the commit ${commit.slice(0, 12)} does not have the fix yet` : ''}.`
      : 'A dry run was accepted. Nothing is applied yet.',
    commit,
    target,
    hash,
    changes: changes.map(redact),
    commands: steps.map(({ apply }) => [...apply.args]),
    wayBack,
    runs: [],
    at: clock.now(),
  };
}

/** An order that was not begun, as a document. */
export function refusedWork(
  order: WorkOrder,
  why: string,
  { clock, redact }: Pick<WorkDeps, 'clock' | 'redact'>,
): InfrastructureWork {
  const nothing = { changes: [], commands: [], wayBack: '', runs: [] };
  return { ...headOf(order), outcome: 'refused', why: redact(why), ...nothing, at: clock.now() };
}

function headOf({ incidentId, action, parameters, planHash }: WorkOrder) {
  return { schemaVersion: 1 as const, incidentId, action, parameters, planHash };
}

/** What nobody can see whole, nobody can approve. */
function assertReadable(lines: readonly string[]): void {
  const characters = lines.reduce((sum, { length }) => sum + length, 0);
  if (lines.length <= maxLines && characters <= maxCharacters) return;
  throw unfit(
    `The preview has ${lines.length} lines and ${characters} characters: more than the ${maxLines} lines or ${maxCharacters} characters that people are asked to approve.`,
    'Do the work in smaller parts, or by hand.',
  );
}

function usesFiles({ action }: WorkOrder): boolean {
  return action === 'update_network_policy' || action === 'update_helm_values';
}
