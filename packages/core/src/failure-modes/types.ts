import type { Category, Claim, EvidenceId, Incident, RemediationType, Suspect } from '../incident/index.ts';

/** What a diff does, as far as its text shows; computed in `changes/`, used to say which change can cause which failure. */
export type ChangeTrait =
  | 'adds-cache'
  | 'adds-collection'
  | 'broad-refactoring'
  | 'changes-auth'
  | 'changes-concurrency'
  | 'changes-config'
  | 'changes-dependency'
  | 'changes-fetching'
  | 'changes-infrastructure'
  | 'changes-limits'
  | 'changes-logging'
  | 'changes-migration'
  | 'changes-network'
  | 'changes-query'
  | 'changes-schema-mapping'
  | 'changes-timeout-or-retry'
  | 'changes-tls'
  | 'docs-only'
  | 'flips-flag'
  | 'removes-preload'
  | 'tests-only';

/**
 * A text that points at a failure mode. Named groups of `pattern` become facts: `(?<column>\w+)`. A trailing number tells
 * the same fact in another alternative apart: `(?<column2>\w+)` is a `column` too.
 */
export interface Sign {
  /** Where to look. `log` reads examples without their stack frames, `alert` its texts and labels, `metric` names of signals. */
  readonly in: readonly ('log' | 'alert' | 'metric')[];
  readonly pattern: RegExp;
  /** Log-odds that one hit adds: 1 hints, 3 is typical, 5 is all but proof. Several hits of one sign count once. */
  readonly weight: number;
  /** Events that a log pattern must count before the sign is met. */
  readonly minCount?: number;
  /**
   * It happens now and then in health, and callers try again: rare among the failures it says little. A deadlock broken
   * once in a thousand statements is such a one.
   */
  readonly passing?: boolean;
  /** It proves as much on a quiet or informative line: an amount that was counted, a verdict of the platform. */
  readonly plain?: boolean;
  /** What the innermost stack frame (symbol and file) of a log pattern must match besides. */
  readonly frame?: RegExp;
  /** Completes "the log shows …" or "the alert shows …". */
  readonly means: string;
}

/** A sign that was met. */
export interface SignHit {
  readonly means: string;
  readonly weight: number;
  readonly evidence: readonly EvidenceId[];
}

/** A term the signs captured, with where it stands: `column` → `price_old` (L1). */
export interface Fact {
  readonly value: string;
  readonly evidence: readonly EvidenceId[];
}

/** How well a failure mode fits an incident. */
export interface ModeMatch {
  readonly mode: FailureMode;
  /** Probability among all modes, 0 to 1. */
  readonly score: number;
  readonly hits: readonly SignHit[];
  readonly facts: Readonly<Record<string, Fact>>;
}

/** What a failure mode writes its texts from. */
export interface Case {
  readonly incident: Incident;
  readonly match: ModeMatch;
  /** The change held to be the cause, when one is. */
  readonly culprit: Suspect | undefined;
}

/** A sentence for people with its evidence, and the command that goes with it. */
export interface Step extends Claim {
  readonly command?: string;
}

/** One Prometheus alerting rule. */
export interface AlertRule {
  /** CamelCase name. */
  readonly alert: string;
  /** PromQL over metrics that the alert or the application really has. */
  readonly expr: string;
  /** Prometheus duration: `5m`. */
  readonly for: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  readonly description: string;
  readonly evidence: readonly EvidenceId[];
}

/** What to do, of this incident: every number, name and command comes from its evidence. */
export interface Advice {
  /** To lessen the harm in the next minutes, before the fix is merged. */
  readonly immediate: readonly Step[];
  readonly runbook: {
    readonly detect: readonly Step[];
    readonly triage: readonly Step[];
    readonly diagnose: readonly Step[];
    readonly resolve: readonly Step[];
    readonly verify: readonly Step[];
    readonly prevent: readonly Step[];
  };
  readonly alertRules: readonly AlertRule[];
  readonly capacity: readonly Step[];
  readonly recovery: readonly Step[];
  readonly performance: readonly Step[];
}

/** A way for systems to fail, known across languages and platforms. One folder each. */
export interface FailureMode {
  readonly id: string;
  /** As a person says it: "Schema drift". */
  readonly title: string;
  readonly category: Category;
  /** Where the cause lies when the case itself tells; `category` otherwise. */
  categoryOf?(situation: Pick<Case, 'incident' | 'match'>): Category;
  readonly signs: readonly Sign[];
  /** Ids of modes that show this one on the surface; where one of them is well met, this mode's signs count half. */
  readonly symptomOf?: readonly string[];
  /** Kinds of change that can cause it, with the log-odds each adds to a change's suspicion. Negative: cannot have. */
  readonly causedBy: Readonly<Partial<Record<ChangeTrait, number>>>;
  /** How often a recently merged change is the cause of this failure at all, 0 to 1. Expert judgement, said so in the docstring. */
  readonly changePrior: number;
  /**
   * How far a stack frame tells who did it, 0 to 1. A defect throws where it is; an exhausted resource or an absent peer
   * throws wherever somebody happened to wait for it. Expert judgement.
   */
  readonly frameTrust: number;
  /** It can take hours or days from the change to the first failure: a leak, a disk, a certificate, a race that is rarely lost. */
  readonly buildsUp?: boolean;
  /** It shows under load only, so that a fault may run well for days until a busy hour. */
  readonly underLoad?: boolean;
  /** Remediation types to try when a change did it, best first. */
  readonly whenCulprit: readonly RemediationType[];
  /** Remediation types to try when no change did it, best first. */
  readonly whenNone: readonly RemediationType[];
  /** One paragraph: the mechanism, with this incident's names. */
  explain(situation: Case): Claim;
  advise(situation: Case): Advice;
}
