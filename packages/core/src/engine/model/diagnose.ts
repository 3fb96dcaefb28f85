import { SreError } from '../../errors/sre-error.ts';
import { failureModes } from '../../failure-modes/registry.ts';
import type { Diagnosis, EngineUsed, Incident } from '../../incident/index.ts';
import { o200kCounter, type TokenCounter } from '../../logs/excerpt/tokens.ts';
import { createRedactor } from '../../logs/redact/redactor.ts';
import type { LanguageModel, Prompt, PromptStore } from '../../ports/index.ts';
import { oneLine } from '../../report/text.ts';
import { diagnoseOffline } from '../offline/diagnose.ts';
import { judgedDiagnosis, maxClaims } from './judge.ts';
import { filledPrompt } from './prompt.ts';
import { DiagnosisReply } from './reply.ts';
import { parseReply } from './reply-text.ts';
import { type Shown, shownEvidence } from './shown.ts';

/** Who is asked, with which words, and how much. */
export interface ModelDeps {
  readonly model: LanguageModel;
  readonly prompts: PromptStore;
  /** o200k tokens of one prompt, at most; 8,000 unless told. */
  readonly inputTokens?: number | undefined;
}

type Usage = NonNullable<EngineUsed['usage']>;

/** Room for what a second request says about the first, in tokens. */
const repairRoom = 150;

/**
 * Names the root cause with a model's help: one request, one more when the reply is malformed. Whatever goes wrong, the
 * computed diagnosis is the answer, and says why.
 */
export async function diagnoseWithModel(incident: Incident, deps: ModelDeps, now: string): Promise<Diagnosis> {
  const { model } = deps;
  const computed = diagnoseOffline(incident, { name: 'offline' }, now);
  const tally: Tally = { usage: { requests: 0, inputTokens: 0, outputTokens: 0, countedBy: 'provider' } };
  const instead = (why: string): Diagnosis => ({
    ...computed,
    engine: {
      name: 'offline',
      fallback: `${model.provider} (${model.id}): ${createRedactor().redact(oneLine(why)).slice(0, 400)}`,
      ...(tally.usage.requests > 0 ? { usage: tally.usage } : {}),
    },
  });
  try {
    const count = await o200kCounter();
    const { prompt, shown } = await promptFor(incident, deps, count);
    const answer = await answerTo(prompt, model, count, tally);
    if ('refused' in answer) return instead(`its reply cannot be used twice over: ${answer.refused}.`);
    const engine: EngineUsed = { name: model.provider, model: model.id, usage: tally.usage };
    const diagnosis = judgedDiagnosis(incident, computed, answer.value, shown, engine);
    return 'unusable' in diagnosis ? instead(`${diagnosis.unusable}.`) : diagnosis;
  } catch (error) {
    // A model is an addition: whatever it or its connection does, the incident is answered.
    return instead(
      error instanceof SreError ? `${error.message} ${error.remedy}` : `unexpected failure: ${String(error)}`,
    );
  }
}

async function promptFor(
  incident: Incident,
  { prompts, inputTokens = 8000 }: ModelDeps,
  count: TokenCounter,
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

interface Tally {
  usage: Usage;
}

async function answerTo(prompt: Prompt, model: LanguageModel, count: TokenCounter, tally: Tally) {
  const first = await asked(prompt, model, count, tally);
  if ('value' in first) return first;
  const again = `${prompt.user}\n\nYour last reply could not be read: ${oneLine(first.refused).slice(0, 300)}. Reply again with the one JSON object, short enough to be whole, and nothing else.`;
  return asked({ ...prompt, user: again }, model, count, tally);
}

async function asked(prompt: Prompt, model: LanguageModel, count: TokenCounter, tally: Tally) {
  // Counted before the answer: a request that failed was sent all the same.
  tally.usage = { ...tally.usage, requests: tally.usage.requests + 1 };
  const { text, cut, usage } = await model.complete(prompt);
  const { inputTokens = ours(count, `${prompt.system}\n${prompt.user}`), outputTokens = ours(count, text) } = usage;
  const isTold = usage.inputTokens !== undefined && usage.outputTokens !== undefined;
  tally.usage = {
    requests: tally.usage.requests,
    inputTokens: tally.usage.inputTokens + inputTokens,
    outputTokens: tally.usage.outputTokens + outputTokens,
    countedBy: isTold ? tally.usage.countedBy : 'us',
  };
  const parsed = parseReply(text, DiagnosisReply);
  return 'refused' in parsed && cut ? { refused: `${parsed.refused} (it was cut off by its limit)` } : parsed;
}

/** A flood is not tokenised, which takes long: four characters make a token, about. */
function ours(count: TokenCounter, text: string): number {
  return text.length > 60_000 ? Math.ceil(text.length / 4) : count(text);
}
