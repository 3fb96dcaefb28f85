export { type CopilotSettings, copilotModel, copilotVersion } from './copilot/index.ts';
export { type OpenaiSettings, openaiModel } from './openai/index.ts';
export { bundledPrompts } from './prompts.ts';
