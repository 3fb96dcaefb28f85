import type { LanguageModel, ModelReply, Prompt } from '@sre-aiops/core';

/** One answer: its text, a whole reply, or what the model throws. A function makes it from the prompt. */
export type Scripted = string | Error | ModelReply | ((prompt: Prompt) => string);

/** A model that answers by a script, and remembers what it was asked. */
export interface ScriptedModel {
  readonly model: LanguageModel;
  readonly asked: readonly Prompt[];
  /** The prompts that wanted one form of reply. */
  askedFor(schema: string): readonly Prompt[];
}

/**
 * A model whose answers are told by the form of reply that is wanted, such as `DiagnosisReply`, in order; the last one is given
 * again and again. To what nobody scripted it answers with nothing.
 */
export function scriptedModel(script: Readonly<Record<string, readonly Scripted[]>>): ScriptedModel {
  const asked: Prompt[] = [];
  const askedFor = (schema: string) => asked.filter((prompt) => prompt.schema?.name === schema);
  const model: LanguageModel = {
    provider: 'openai',
    id: 'small-1',
    async complete(prompt) {
      asked.push(prompt);
      const name = prompt.schema?.name ?? '';
      const answers = script[name] ?? [''];
      const answer = answers[Math.min(askedFor(name).length, answers.length) - 1] ?? '';
      if (answer instanceof Error) throw answer;
      const said = typeof answer === 'function' ? answer(prompt) : answer;
      return typeof said === 'string' ? { text: said, cut: false, usage: {} } : said;
    },
  };
  return { model, asked, askedFor };
}
