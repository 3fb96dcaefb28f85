export {
  type CopilotSettings,
  copilotModel,
  copilotVersion,
  type InstallSettings,
  installCopilot,
} from './copilot/index.ts';
export { type OpenaiSettings, openaiModel } from './openai/index.ts';
export { bundledPrompts } from './prompts.ts';
