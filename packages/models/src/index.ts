export { type OpenaiSettings, openaiModel } from './openai/index.ts';
export { bundledPrompts } from './prompts.ts';
