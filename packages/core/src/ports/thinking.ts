/** What a model is asked, once. */
export interface Prompt {
  readonly system: string;
  readonly user: string;
  /** The form the reply must have; a provider hands it on where its server knows how. */
  readonly schema?: {
    /** Letters, digits and underscores. */
    readonly name: string;
    /** JSON Schema of an object, every property required. */
    readonly json: Readonly<Record<string, unknown>>;
  };
  /** 0 to 2. */
  readonly temperature?: number;
  /** o200k tokens of the reply, about. */
  readonly maxOutputTokens?: number;
  /** Milliseconds after which nobody waits for the reply any more; a provider has a patience of its own, too. */
  readonly withinMs?: number;
}

/** Tokens as the provider counts them; absent numbers were not told. */
export interface ModelUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

/** What a model answered. */
export interface ModelReply {
  /** Untrusted. */
  readonly text: string;
  /** True when the reply was ended by its limit, not by the model. */
  readonly cut: boolean;
  readonly usage: ModelUsage;
}

/** A model that answers one prompt. Replies are untrusted text. */
export interface LanguageModel {
  readonly provider: 'copilot' | 'openai';
  /** Name of the model, as shown in reports. */
  readonly id: string;
  /**
   * @throws {SreError} `MODEL_UNREACHABLE`, `MODEL_REFUSED`, `MODEL_LIMIT_REACHED`, `MODEL_TIMED_OUT`, `MODEL_REPLY_INVALID`, or
   *   `TOOL_MISSING` where a program stands between.
   */
  complete(prompt: Prompt): Promise<ModelReply>;
}

/** The texts of `prompts/`. */
export interface PromptStore {
  /** The file `<name>.prompt.yml`. @throws {SreError} `PROMPT_INVALID` when there is none. */
  text(name: string): Promise<string>;
}
