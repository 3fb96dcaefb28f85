import type { Claim, Diagnosis, Incident } from '../../incident/index.ts';
import { confidenceLevel } from '../confidence-level.ts';
import { type Conversation, type ModelDeps, whyNot } from './conversation.ts';
import { filledPrompt } from './prompt.ts';
import { DoubtReply } from './reply.ts';
import { claimOf } from './sentences.ts';
import { shownEvidence } from './shown.ts';

/** o200k tokens of evidence in the prompt: what the diagnosis cites, and its rivals. */
const evidenceRoom = 1_500;
/** Objections that are looked at. */
const maxObjections = 3;
/** The most that is left of the confidence when an objection that quotes the evidence stands against it. */
const mostAfter = { stands: 1, doubtful: 0.74, wrong: 0.44 } as const;

/**
 * A second look that may only lower the confidence: one request, in which the model is asked what speaks against the
 * diagnosis. An objection counts when it quotes the evidence. Where there is no budget or no answer, nothing changes, and
 * the confidence says so. A low confidence is not doubted.
 */
export async function doubted(
  diagnosis: Diagnosis,
  incident: Incident,
  { prompts }: ModelDeps,
  conversation: Conversation,
): Promise<Diagnosis> {
  if (diagnosis.confidence.level === 'low') return diagnosis;
  const cited = [
    ...diagnosis.claims.flatMap(({ evidence }) => evidence),
    ...diagnosis.hypotheses.flatMap(({ culprit, evidence }) => [...(culprit ? [culprit.change] : []), ...evidence]),
  ];
  const { texts, text, open, close } = shownEvidence(incident, evidenceRoom, conversation.count, new Set(cited));
  try {
    const prompt = await filledPrompt(
      prompts,
      'doubt',
      { DoubtReply },
      {
        evidence: text,
        open,
        close,
        culprit: diagnosis.culprit?.change ?? 'no merged change',
        'root-cause': `[${diagnosis.failureMode}] ${diagnosis.rootCause.slice(0, 1_000)}`,
        'max-objections': String(maxObjections),
      },
    );
    const reply = await conversation.ask(prompt, DoubtReply);
    if ('refused' in reply) return unchanged(diagnosis, `its reply cannot be used: ${reply.refused}`);
    const objections = reply.value.objections.slice(0, maxObjections).flatMap((one) => claimOf(one, texts) ?? []);
    return lowered(diagnosis, reply.value.verdict, objections);
  } catch (error) {
    return unchanged(diagnosis, whyNot(error));
  }
}

function lowered(diagnosis: Diagnosis, verdict: DoubtReply['verdict'], objections: readonly Claim[]): Diagnosis {
  const { score, why } = diagnosis.confidence;
  if (verdict === 'stands' || objections.length === 0) {
    const found = verdict === 'stands' ? 'found nothing against it' : 'doubts it and quotes no evidence against it';
    return withWhy(diagnosis, `A second look of the model ${found}; that changes nothing.`);
  }
  const left = Math.min(score, mostAfter[verdict]);
  const said = objections.map(({ text, evidence }) => `${text} (${evidence.join(', ')})`).join(' ');
  const change =
    left < score ? `lowered the confidence from ${score} to ${left}` : 'left the confidence as low as it was';
  return {
    ...diagnosis,
    confidence: {
      score: left,
      level: confidenceLevel(left),
      why: [...why, `A second look of the model objects, which ${change}: ${said}`],
    },
  };
}

function unchanged(diagnosis: Diagnosis, why: string): Diagnosis {
  return withWhy(diagnosis, `The model was not heard a second time, on what speaks against it: ${why.slice(0, 300)}`);
}

function withWhy(diagnosis: Diagnosis, sentence: string): Diagnosis {
  const { confidence } = diagnosis;
  return { ...diagnosis, confidence: { ...confidence, why: [...confidence.why, sentence] } };
}
