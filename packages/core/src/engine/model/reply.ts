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
