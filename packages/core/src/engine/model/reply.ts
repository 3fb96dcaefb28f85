import { z } from 'zod';

const Citation = z.object({ id: z.string(), quote: z.string() });

const Sentence = z.object({ text: z.string(), citations: z.array(Citation) });
/** A sentence of a model, with the words of the evidence that it stands on. Nothing of it is believed yet. */
export type Sentence = z.infer<typeof Sentence>;

/**
 * What a model is asked to answer about an incident. Only types are checked here, for servers that force a schema know little
 * more; {@link judgedDiagnosis} looks at what it says.
 */
export const DiagnosisReply = z.object({
  culprit: z.string().nullable(),
  failureMode: z.string(),
  rootCause: Sentence,
  claims: z.array(Sentence),
  confidence: z.enum(['high', 'medium', 'low']),
});
export type DiagnosisReply = z.infer<typeof DiagnosisReply>;

/** What a model is asked to answer when it shall find what speaks against a diagnosis. */
export const DoubtReply = z.object({
  verdict: z.enum(['stands', 'doubtful', 'wrong']),
  objections: z.array(Sentence),
});
export type DoubtReply = z.infer<typeof DoubtReply>;

/**
 * A change of one file: `search` stands once in the file and is replaced by `replace`. An empty `search` makes a new file.
 */
export const EditReply = z.object({ path: z.string(), search: z.string(), replace: z.string() });
export type EditReply = z.infer<typeof EditReply>;

/** What a model is asked to answer for a fix. `files` are paths that it wants to read first; then there are no edits. */
export const RemediationReply = z.object({
  type: z.string(),
  title: z.string(),
  why: Sentence,
  files: z.array(z.string()),
  edits: z.array(EditReply),
});
export type RemediationReply = z.infer<typeof RemediationReply>;

/** What a model is asked to answer when CI is red. */
export const RepairReply = z.object({ why: Sentence, edits: z.array(EditReply) });
export type RepairReply = z.infer<typeof RepairReply>;

/** What a model is asked to add to runbook, recommendations and alert rules. */
export const ArtifactsReply = z.object({
  steps: z.array(
    Sentence.extend({
      section: z.enum(['triage', 'diagnose', 'resolve', 'verify', 'prevent', 'capacity', 'recovery', 'performance']),
    }),
  ),
  alertRules: z.array(
    z.object({
      alert: z.string(),
      expr: z.string(),
      for: z.string(),
      severity: z.enum(['critical', 'warning']),
      summary: Sentence,
    }),
  ),
});
export type ArtifactsReply = z.infer<typeof ArtifactsReply>;
