import { type PromptStore, SreError } from '@sre-aiops/core';
import { texts } from '#prompts';

/** The prompts of `prompts/`, as they were when this was built. */
export const bundledPrompts: PromptStore = {
  async text(name) {
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (text !== undefined) return text;
    throw new SreError('PROMPT_INVALID', `There is no prompt ${name}.`, 'Add its file to prompts/, and build again.');
  },
};
