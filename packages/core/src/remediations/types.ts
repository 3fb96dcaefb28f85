import type { ModeMatch } from '../failure-modes/types.ts';
import type {
  Diagnosis,
  Escalation,
  EvidenceId,
  Incident,
  InfrastructureAction,
  RemediationType,
} from '../incident/index.ts';
import type { Change, CodeReader, Head } from '../ports/index.ts';

/** Everything a plan may be made from. Nothing is written. */
export interface PlanContext {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
  /** The failure mode and the facts its signs captured. */
  readonly match: ModeMatch;
  /** The change held to be the cause, with its patch. */
  readonly culprit: Change | undefined;
  readonly head: Head;
  readonly code: CodeReader;
  /** Types tried before, and why they were left; the escalation hands them over. */
  readonly alternatives?: readonly { readonly type: RemediationType; readonly why: string }[];
}

/** New content of one file; `undefined` deletes it. */
export interface PlannedEdit {
  readonly path: string;
  readonly content: string | undefined;
}

/** One way to end the incident, before checks. */
export interface Plan {
  /** Imperative, at most 72 characters: "Drop the duplicate column price_old". */
  readonly title: string;
  readonly summary: string;
  readonly edits: readonly PlannedEdit[];
  readonly evidence: readonly EvidenceId[];
  readonly risk: { readonly level: 'low' | 'medium' | 'high'; readonly why: string; readonly destructive: boolean };
  readonly rollback: string;
  readonly verification: readonly string[];
  /** Without the plan hash, which `remediate` computes over the whole plan. */
  readonly infrastructure?: Omit<InfrastructureAction, 'planHash'>;
  readonly escalation?: Escalation;
}

/** A plan, or one sentence why this type does not fit the incident. */
export type Planned = { readonly plan: Plan } | { readonly declined: string };

/** A remediation type: one folder each, named by the type. Offline and deterministic. */
export interface Planner {
  readonly id: RemediationType;
  plan(context: PlanContext): Promise<Planned>;
}
