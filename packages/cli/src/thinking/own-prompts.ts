import {
  assertStandsIn,
  type CodeReader,
  type Log,
  type PromptStore,
  parsePolicy,
  policyPath,
  SreError,
} from '@sre-aiops/core';

/** Characters of a prompt of the user's that are read; one of ours has 3,000. */
const maxPrompt = 40_000;

/** What the prompts of a repository are read with. */
export interface OwnPromptsOptions {
  /** Its default branch is read, nothing else: no branch that is not merged says what a model is asked. */
  readonly code: CodeReader;
  /** The prompts that come with us. */
  readonly ours: PromptStore;
  readonly log: Log;
}

/**
 * The prompts that the policy of a repository names, in place of ours. One that cannot be used is no reason to leave an incident
 * unanswered: ours is taken, and a warning names the slot.
 */
export function ownPrompts({ code, ours, log }: OwnPromptsOptions): PromptStore {
  let files: Promise<Files> | undefined;
  return {
    async text(name) {
      const text = await ours.text(name);
      try {
        files ??= filesOf(code);
        const { sha, named } = await files;
        const path = named[name];
        if (!path) return text;
        const own = await code.readFile(path, sha);
        assertUsable(name, path, own, text);
        log.info(`The prompt ${name} is ${path} of the default branch.`);
        return own;
      } catch (error) {
        if (!(error instanceof SreError)) throw error;
        log.warning(`Our prompt ${name} is taken in place of that of the repository. ${error.message} ${error.remedy}`);
        return text;
      }
    },
  };
}

interface Files {
  readonly sha: string;
  /** Path by name of the prompt; empty for ours. */
  readonly named: Readonly<Record<string, string>>;
}

async function filesOf(code: CodeReader): Promise<Files> {
  const { sha } = await code.head();
  return { sha, named: parsePolicy(await code.readFile(policyPath, sha)).prompts };
}

function assertUsable(name: string, path: string, own: string | undefined, ours: string): asserts own is string {
  if (own === undefined || own.length > maxPrompt)
    throw new SreError(
      'PROMPT_INVALID',
      `${path} is ${own === undefined ? 'no text file of the default branch' : `longer than ${maxPrompt} characters`}.`,
      `Correct prompts.${name} in ${policyPath}, or the file.`,
    );
  assertStandsIn(name, own, ours);
}
