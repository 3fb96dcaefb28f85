import { failureModes } from '../../failure-modes/registry.ts';
import type { Diagnosis, Incident } from '../../incident/index.ts';
import type { Prompt } from '../../ports/index.ts';
import { diagnoseOffline } from '../offline/diagnose.ts';
import { type Conversation, converse, type ModelDeps, repairRoom, whyNot } from './conversation.ts';
import { doubted } from './doubt.ts';
import { judgedDiagnosis, maxClaims } from './judge.ts';
import { filledPrompt } from './prompt.ts';
import { DiagnosisReply } from './reply.ts';
import { type Shown, shownEvidence } from './shown.ts';

/**
 * Names the root cause with a model's help: one request, one more when the reply is malformed, and one that looks for what
 * speaks against the answer. Whatever goes wrong, the computed diagnosis is the answer, and says why.
 */
export async function diagnoseWithModel(incident: Incident, deps: ModelDeps, now: string): Promise<Diagnosis> {
  const computed = diagnoseOffline(incident, { name: 'offline' }, now);
  const conversation = await converse(deps);
  const instead = (why: string): Diagnosis => ({ ...computed, engine: conversation.instead(why) });
  try {
    const { prompt, shown } = await promptFor(incident, deps, conversation);
    const answer = await conversation.askTwice(prompt, DiagnosisReply);
    if ('refused' in answer) return instead(`its reply cannot be used twice over: ${answer.refused}.`);
    const judged = judgedDiagnosis(incident, computed, answer.value, shown, conversation.used());
    if ('unusable' in judged) return instead(`${judged.unusable}.`);
    const diagnosis = await doubted(judged, incident, deps, conversation);
    return { ...diagnosis, engine: conversation.used() };
  } catch (error) {
    // A model is an addition: whatever it or its connection does, the incident is answered.
    return instead(whyNot(error));
  }
}

async function promptFor(
  incident: Incident,
  { prompts }: ModelDeps,
  { count, inputTokens }: Conversation,
): Promise<{ prompt: Prompt; shown: Shown }> {
  const filled = (evidence: string, { open, close }: Pick<Shown, 'open' | 'close'>) =>
    filledPrompt(
      prompts,
      'diagnose',
      { DiagnosisReply },
      {
        evidence,
        open,
        close,
        'failure-modes': failureModes.map(({ id }) => id).join(', '),
        'max-claims': String(maxClaims),
      },
    );
  const marks = shownEvidence(incident, 0, count);
  const empty = await filled('', marks);
  const room = Math.max(0, inputTokens - count(empty.system) - count(empty.user) - repairRoom);
  const shown = shownEvidence(incident, room, count);
  return { prompt: await filled(shown.text, shown), shown };
}
