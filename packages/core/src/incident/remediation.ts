import { z } from 'zod';
import { EngineUsed, RemediationType } from './diagnosis.ts';
import { EvidenceId } from './evidence.ts';
import { Proof } from './proof.ts';

/** One file of the fix, resolved against the base tree. */
export const FileEdit = z.object({
  /** Repository path with forward slashes; never absolute, never with `..`. */
  path: z.string().min(1),
  action: z.enum(['create', 'update', 'delete']),
  /** Whole new content; empty when deleted. */
  content: z.string(),
  /** Git blob id of the file at the base commit; absent when created. */
  baseBlob: z.string().optional(),
});
export type FileEdit = z.infer<typeof FileEdit>;

/** One thing that was tried on the fix. */
export const Check = z.object({
  name: z.string().min(1),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  /** What was found, or why it was skipped. */
  detail: z.string(),
});
export type Check = z.infer<typeof Check>;

/**
 * The closed list of infrastructure work that a workflow may do, each with its own parameters.
 * `change` marks the manifests in the repository as the plan; the workflow applies them.
 */
export const InfrastructureAction = z.object({
  action: z.enum(['scale_k8s', 'rotate_cert', 'update_network_policy', 'update_helm_values']),
  /** Flat on purpose: they become typed workflow inputs, never shell text. */
  parameters: z.record(z.string(), z.string()),
  /** sha256 over action, parameters and edits; approval is bound to it. */
  planHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type InfrastructureAction = z.infer<typeof InfrastructureAction>;

/** Whom to call, why, and what to hand over. */
export const Escalation = z.object({
  /** Role, team or owner as the repository names it. */
  to: z.string().min(1),
  why: z.string().min(1),
  /** What the person needs, one item each. */
  handOver: z.array(z.string().min(1)),
});
export type Escalation = z.infer<typeof Escalation>;

/** How to end the incident. Written by `remediate`. */
export const Remediation = z.object({
  schemaVersion: z.literal(1),
  incidentId: z.string().min(1),
  engine: EngineUsed,
  type: RemediationType,
  /** 0 for the first fix; each repair adds one. */
  attempt: z.number().int().nonnegative(),
  /** Pull request title, at most 72 characters. */
  title: z.string().min(1).max(72),
  /** What the fix does and why it heals, for the reviewer. */
  summary: z.string().min(1),
  /** Commit that `edits` were resolved against; empty when there is no repository. */
  baseSha: z.string(),
  edits: z.array(FileEdit),
  /** The same edits as a unified diff that `git apply` takes. Empty when there are no edits. */
  patch: z.string(),
  evidence: z.array(EvidenceId),
  risk: z.object({
    level: z.enum(['low', 'medium', 'high']),
    why: z.string().min(1),
    /** True when data or a running object is lost for good: DROP, TRUNCATE, a narrowed type. */
    destructive: z.boolean(),
  }),
  checks: z.array(Check),
  /** `proved`: reproducer red, then green; `checked`: static checks passed; `none`: nothing was tried. */
  proof: z.enum(['proved', 'checked', 'none']),
  /** What was seen when the fix was run; absent when it was not. */
  proofRun: Proof.optional(),
  /** How to undo the fix. */
  rollback: z.string().min(1),
  /** How a person sees that it worked. */
  verification: z.array(z.string().min(1)),
  infrastructure: InfrastructureAction.optional(),
  escalation: Escalation.optional(),
  /** Types tried before, and why they were left. */
  alternatives: z.array(z.object({ type: RemediationType, why: z.string().min(1) })),
  /** ISO 8601, UTC. */
  plannedAt: z.iso.datetime(),
});
export type Remediation = z.infer<typeof Remediation>;
