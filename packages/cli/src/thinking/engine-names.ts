/** Who may be asked to think; `auto` takes the first that is set up. */
export const engineNames = ['auto', 'copilot', 'openai', 'offline'] as const;
/** One of {@link engineNames}. */
export type EngineName = (typeof engineNames)[number];
