import { z } from 'zod';
import { EvidenceId, Gap } from './evidence.ts';

/**
 * Where the cause lives. `application`, `configuration` and `dependency` are ours to change by pull request;
 * `infrastructure` is the platform under it; `external` is somebody else's system.
 */
export const Category = z.enum(['application', 'configuration', 'dependency', 'infrastructure', 'external', 'unknown']);
export type Category = z.infer<typeof Category>;

/** The eight ways to answer an incident; each is a folder of `remediations/`. */
export const RemediationType = z.enum([
  'flyway_migration',
  'code_fix',
  'config_fix',
  'feature_flag',
  'pr_rollback',
  'dependency_update',
  'infrastructure_action',
  'escalation',
]);
export type RemediationType = z.infer<typeof RemediationType>;

/** A sentence and the evidence it stands on. A claim without evidence is struck before the document is written. */
export const Claim = z.object({ text: z.string().min(1), evidence: z.array(EvidenceId).min(1) });
export type Claim = z.infer<typeof Claim>;

/** Who thought: the engine, the model behind it, and why a lesser one answered. */
export const EngineUsed = z.object({
  name: z.enum(['offline', 'copilot', 'openai']),
  model: z.string().optional(),
  /** Why the preferred engine did not answer. */
  fallback: z.string().optional(),
});
export type EngineUsed = z.infer<typeof EngineUsed>;

/** A merged change held to be the cause. */
export const Culprit = z.object({
  /** The suspect's evidence id. */
  change: EvidenceId,
  number: z.number().int().positive().optional(),
  sha: z.string().min(1),
  title: z.string(),
  url: z.url().optional(),
});
export type Culprit = z.infer<typeof Culprit>;

/** One explanation among up to three. */
export const Hypothesis = z.object({
  text: z.string().min(1),
  failureMode: z.string().min(1),
  culprit: Culprit.nullable(),
  /** 0 to 1; hypotheses need not add up to 1. */
  probability: z.number().min(0).max(1),
  evidence: z.array(EvidenceId),
});
export type Hypothesis = z.infer<typeof Hypothesis>;

/** What broke and why, as far as the evidence carries. Written by `diagnose`. */
export const Diagnosis = z.object({
  schemaVersion: z.literal(1),
  incidentId: z.string().min(1),
  engine: EngineUsed,
  /** One sentence, at most 200 characters. */
  summary: z.string().min(1).max(200),
  rootCause: z.string().min(1),
  category: Category,
  /** Folder name under `failure-modes/`. */
  failureMode: z.string().min(1),
  /** `null`: none of the merged changes did it, or the evidence does not say. */
  culprit: Culprit.nullable(),
  /** True when the evidence does not carry an answer; the report then says what is missing. */
  inconclusive: z.boolean(),
  /** Best first, at most three. */
  hypotheses: z.array(Hypothesis).max(3),
  confidence: z.object({
    /** 0 to 1. */
    score: z.number().min(0).max(1),
    /** `high` from .75, `medium` from .45. */
    level: z.enum(['high', 'medium', 'low']),
    /** What raised or lowered it, one sentence each. */
    why: z.array(z.string().min(1)),
  }),
  blastRadius: z.object({
    text: z.string().min(1),
    services: z.array(z.string()),
    /** URL paths, jobs or queues seen failing. */
    endpoints: z.array(z.string()),
    evidence: z.array(EvidenceId),
  }),
  immediateActions: z.array(Claim.extend({ command: z.string().optional() })),
  /** What remediate should try, best first. */
  remediationTypes: z.array(RemediationType).min(1),
  claims: z.array(Claim),
  gaps: z.array(Gap),
  /** ISO 8601, UTC. */
  diagnosedAt: z.iso.datetime(),
});
export type Diagnosis = z.infer<typeof Diagnosis>;
