import { z } from 'zod';
import { EvidenceId, Gap } from './evidence.ts';
import { incidentIdField, schemaVersion } from './fields.ts';

/** Where the cause lives. */
export const Category = z
  .enum(['application', 'configuration', 'dependency', 'infrastructure', 'external', 'unknown'])
  .describe(
    "Where the cause lives. `application`, `configuration` and `dependency` can be changed by pull request; `infrastructure` is the platform below; `external` is somebody else's system.",
  );
export type Category = z.infer<typeof Category>;

/** The eight ways to answer an incident; each is a folder of `remediations/`. */
export const RemediationType = z
  .enum([
    'flyway_migration',
    'code_fix',
    'config_fix',
    'feature_flag',
    'pr_rollback',
    'dependency_update',
    'infrastructure_action',
    'escalation',
  ])
  .describe('Way to answer the incident.');
export type RemediationType = z.infer<typeof RemediationType>;

/** A sentence and the evidence it stands on. A claim without evidence is struck before the document is written. */
export const Claim = z.object({
  text: z.string().min(1).describe('One sentence.'),
  evidence: z.array(EvidenceId).min(1).describe('What it stands on. Every id resolves in `incident.json`.'),
});
export type Claim = z.infer<typeof Claim>;

/** Who thought. */
export const EngineUsed = z
  .object({
    name: z.enum(['offline', 'copilot', 'openai']).describe('The engine; `offline` asks no model.'),
    model: z.string().optional().describe('The model behind it. Absent when none was asked.'),
    fallback: z.string().optional().describe('Why the preferred engine did not answer. Absent when it did.'),
    unasked: z
      .string()
      .optional()
      .describe('Why the preferred engine had nothing to be asked for. Absent when it was asked, or failed.'),
    usage: z
      .object({
        requests: z.number().int().nonnegative().describe('Requests that were sent.'),
        inputTokens: z.number().int().nonnegative().describe('Tokens of the prompts.'),
        outputTokens: z.number().int().nonnegative().describe('Tokens of the replies.'),
        waitedMs: z
          .number()
          .int()
          .nonnegative()
          .optional()
          .describe('Milliseconds that were waited for replies. Absent where nobody looked at a clock.'),
        countedBy: z
          .enum(['provider', 'us'])
          .describe('Who counted: the provider, or we by the o200k encoding, where a provider did not tell.'),
      })
      .optional()
      .describe('What asking a model took, also when its answer was not used. Absent when none was asked.'),
  })
  .describe('Who thought.');
export type EngineUsed = z.infer<typeof EngineUsed>;

/** A merged change held to be the cause. */
export const Culprit = z.object({
  change: EvidenceId.describe("The suspect's `id` in `incident.json`."),
  number: z.number().int().positive().optional().describe('Pull request number; absent for a direct push.'),
  sha: z.string().min(1).describe('Commit that brought the change to the branch.'),
  title: z.string().describe('Title of the pull request, or subject of the commit.'),
  url: z.url().optional().describe('Its page.'),
});
export type Culprit = z.infer<typeof Culprit>;

/** One explanation among up to three. */
export const Hypothesis = z.object({
  text: z.string().min(1).describe('The explanation in one sentence.'),
  failureMode: z.string().min(1).describe('How it would have failed, such as `schema-drift`.'),
  culprit: Culprit.nullable().describe('The merged change that would have done it; `null`: none.'),
  probability: z.number().min(0).max(1).describe('How likely it is. Hypotheses need not add up to 1.'),
  evidence: z.array(EvidenceId).describe('What speaks for it.'),
});
export type Hypothesis = z.infer<typeof Hypothesis>;

/** What broke and why, as far as the evidence carries. */
export const Diagnosis = z
  .object({
    schemaVersion,
    incidentId: incidentIdField,
    engine: EngineUsed,
    summary: z.string().min(1).max(200).describe('What broke, in one sentence.'),
    rootCause: z.string().min(1).describe('Why it broke.'),
    category: Category,
    failureMode: z
      .string()
      .min(1)
      .describe('How it failed, such as `schema-drift`; `unknown` when nothing known fits.'),
    culprit: Culprit.nullable().describe(
      'The merged change that did it. `null`: none of the merged changes, or the evidence does not say.',
    ),
    inconclusive: z
      .boolean()
      .describe('True when the evidence does not carry an answer; `gaps` then says what is missing.'),
    hypotheses: z.array(Hypothesis).max(3).describe('Explanations, best first.'),
    confidence: z
      .object({
        score: z.number().min(0).max(1).describe('How sure the diagnosis is.'),
        level: z.enum(['high', 'medium', 'low']).describe('`high` from .75, `medium` from .45.'),
        why: z.array(z.string().min(1)).describe('What raised or lowered it, one sentence each.'),
      })
      .describe('How sure it is, and why.'),
    blastRadius: z
      .object({
        text: z.string().min(1).describe('Who is hit, in a sentence.'),
        services: z.array(z.string()).describe('Services that suffer.'),
        endpoints: z.array(z.string()).describe('URL paths, jobs or queues seen failing.'),
        evidence: z.array(EvidenceId).describe('What it was seen by.'),
      })
      .describe('Who and what is hit.'),
    immediateActions: z
      .array(
        Claim.extend({
          command: z.string().optional().describe('A command for a person to run. It is never run by us.'),
        }),
      )
      .describe('What a person can do now.'),
    remediationTypes: z.array(RemediationType).min(1).describe('What `remediate` should try, best first.'),
    claims: z.array(Claim).describe('What is held to be true, sentence by sentence.'),
    gaps: z.array(Gap).describe('What could not be seen.'),
    diagnosedAt: z.iso.datetime().describe('When this document was written.'),
  })
  .describe('What broke and why, as far as the evidence carries. Written by `diagnose`.');
export type Diagnosis = z.infer<typeof Diagnosis>;
