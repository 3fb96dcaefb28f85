import { z } from 'zod';
import { EngineUsed, RemediationType } from './diagnosis.ts';
import { EvidenceId } from './evidence.ts';
import { incidentIdField, schemaVersion } from './fields.ts';
import { Proof } from './proof.ts';

/** One file of the fix, resolved against the base tree. */
export const FileEdit = z.object({
  path: z.string().min(1).describe('Repository path with forward slashes; never absolute, never with `..`.'),
  action: z.enum(['create', 'update', 'delete']).describe('What is done to the file.'),
  content: z.string().describe('Whole new content; empty when deleted.'),
  baseBlob: z.string().optional().describe('Git blob id of the file at the base commit; absent when created.'),
});
export type FileEdit = z.infer<typeof FileEdit>;

/** One thing that was tried on the fix. */
export const Check = z.object({
  name: z.string().min(1).describe('What was checked.'),
  outcome: z.enum(['passed', 'failed', 'skipped']).describe('How it ended.'),
  detail: z.string().describe('What was found, or why it was skipped.'),
});
export type Check = z.infer<typeof Check>;

/** The closed list of infrastructure work that a workflow may do, each with its own parameters. */
export const InfrastructureAction = z.object({
  action: z
    .enum(['scale_k8s', 'rotate_cert', 'update_network_policy', 'update_helm_values'])
    .describe('What is asked for; a closed list.'),
  parameters: z
    .record(z.string(), z.string())
    .describe("The action's parameters by name. Flat on purpose: they become typed workflow inputs, never shell text."),
  planHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('sha256 in hex over action, parameters and patch; approval is bound to it.'),
});
export type InfrastructureAction = z.infer<typeof InfrastructureAction>;

/** Whom to call, why, and what to hand over. */
export const Escalation = z.object({
  to: z.string().min(1).describe('Role, team or owner as the repository names it.'),
  why: z.string().min(1).describe('Why a person is called.'),
  handOver: z.array(z.string().min(1)).describe('What the person needs, one item each.'),
});
export type Escalation = z.infer<typeof Escalation>;

/** What became of a fix whose checks were red. */
export const Repair = z.object({
  verdict: z
    .enum(['mended', 'again', 'base-red', 'person'])
    .describe(
      '`mended`: the fix of this document takes the place of the red one. `again`: nothing points at the fix, so the failed jobs run once more. `base-red`: the default branch fails alike. `person`: a person is asked.',
    ),
  why: z.string().min(1).describe('Why the checks are red, as far as the log tells, and what is done about it.'),
  tried: z.array(z.string().min(1)).describe('What was tried, one sentence each.'),
  excerpt: z.array(z.string()).describe('The lines of the log that say why. Redacted, at most 12.'),
  pull: z.number().int().positive().optional().describe('Pull request whose checks were red; absent without GitHub.'),
  commit: z.string().optional().describe('Its tip, which failed.'),
  run: z.number().int().positive().optional().describe('The run that failed.'),
  runUrl: z.string().optional().describe('Page of that run.'),
  as: z
    .enum(['pull-request', 'commit'])
    .describe('Whether the mended fix is a pull request of its own, or one more commit on the branch of the red one.'),
});
export type Repair = z.infer<typeof Repair>;

/** How to end the incident. */
export const Remediation = z
  .object({
    schemaVersion,
    incidentId: incidentIdField,
    engine: EngineUsed,
    type: RemediationType,
    attempt: z.number().int().nonnegative().describe('0 for the first fix; each repair adds one.'),
    title: z.string().min(1).max(72).describe('Title of the pull request.'),
    summary: z.string().min(1).describe('What the fix does and why it heals, for the reviewer.'),
    baseSha: z.string().describe('Commit that `edits` were resolved against; empty when there is no repository.'),
    edits: z.array(FileEdit).describe('The fix, file by file. Empty when nothing in the repository is to change.'),
    patch: z.string().describe('The same edits as a unified diff that `git apply` takes. Empty when there are none.'),
    evidence: z.array(EvidenceId).describe('What the fix stands on.'),
    risk: z
      .object({
        level: z.enum(['low', 'medium', 'high']).describe('How much can go wrong.'),
        why: z.string().min(1).describe('What can go wrong.'),
        destructive: z
          .boolean()
          .describe('True when data or a running object is lost for good: DROP, TRUNCATE, a narrowed type.'),
      })
      .describe('What the fix itself may break.'),
    checks: z.array(Check).describe('What was tried on the fix.'),
    proof: z
      .enum(['proved', 'checked', 'none'])
      .describe('`proved`: reproducer red, then green; `checked`: static checks passed; `none`: nothing was tried.'),
    proofRun: Proof.optional().describe('What was seen when the fix was run; absent when it was not.'),
    rollback: z.string().min(1).describe('How to undo the fix.'),
    verification: z.array(z.string().min(1)).describe('How a person sees that it worked.'),
    infrastructure: InfrastructureAction.optional().describe(
      'What the infrastructure workflow is asked to do. Only of `infrastructure_action`.',
    ),
    escalation: Escalation.optional().describe('Whom to call. Only of `escalation`.'),
    alternatives: z
      .array(z.object({ type: RemediationType, why: z.string().min(1).describe('Why it was left.') }))
      .describe('Types tried before.'),
    repair: Repair.optional().describe(
      'What became of the fix before this one, whose checks were red. Only after `repair`.',
    ),
    plannedAt: z.iso.datetime().describe('When this document was written.'),
  })
  .describe(
    'How to end the incident: a fix, an infrastructure action, or whom to call. Written by `remediate`, and again by `repair`.',
  );
export type Remediation = z.infer<typeof Remediation>;
