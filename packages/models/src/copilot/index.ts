import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LanguageModel, type ModelUsage, type Prompt, SreError } from '@sre-aiops/core';
import { z } from 'zod';
import { copilotFailure, copilotMissing } from './failures.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';

export { copilotVersion } from './failures.ts';
export { type InstallSettings, installCopilot } from './install.ts';

/** Which program is asked, and for what. */
export interface CopilotSettings {
  /** `copilot` on the PATH unless told; what is still to be found or installed is asked for with the first request. */
  readonly program?: string | (() => Promise<string>) | undefined;
  /** The one that Copilot picks unless told. */
  readonly model?: string | undefined;
  /** `PATH`, a token in `COPILOT_GITHUB_TOKEN`, `GH_TOKEN` or `GITHUB_TOKEN`, proxies. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds before the program is ended; three minutes unless told. */
  readonly timeoutMs?: number | undefined;
}

/** No tool, no question, nothing of the repository: a prompt goes in, a text comes out. */
const inference = ['-s', '--no-ask-user', '--available-tools=none', '--no-custom-instructions'];
/** What the program sees of the environment, beside its own variables. */
const handedOn =
  /^(?:COPILOT_\w+|GH_TOKEN|GITHUB_TOKEN|GITHUB_SERVER_URL|PATH|LANG|LC_ALL|TMPDIR|XDG_CACHE_HOME|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|(?:https?|no|all)_proxy)$/i;

/**
 * GitHub Copilot CLI. The prompt goes to its standard input; it runs in an empty folder with a home of its own, which holds the
 * conversation and is removed afterwards, also when it fails.
 */
export function copilotModel(settings: CopilotSettings): LanguageModel {
  const { program = 'copilot', model } = settings;
  return {
    provider: 'copilot',
    id: model ?? 'auto',
    async complete(prompt) {
      const file = typeof program === 'string' ? program : await program();
      const timeoutMs = Math.min(settings.timeoutMs ?? 180_000, prompt.withinMs ?? Number.POSITIVE_INFINITY);
      const home = await mkdtemp(join(tmpdir(), 'sre-aiops-copilot-'));
      try {
        const folder = join(home, 'empty');
        await mkdir(folder);
        const usageFile = join(home, 'usage.json');
        const args = [...inference, '--usage-output-file', usageFile, ...(model ? ['--model', model] : [])];
        const run = { folder, env: environmentOf(settings.env, home), stdin: textOf(prompt), timeoutMs };
        const end = await runProgram(file, args, run).catch((cause: NodeJS.ErrnoException) => {
          throw copilotMissing(file, cause);
        });
        return { text: replyIn(end, timeoutMs), cut: false, usage: await usageIn(usageFile) };
      } finally {
        await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
      }
    },
  };
}

function environmentOf(env: CopilotSettings['env'], home: string): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => handedOn.test(entry[0]) && entry[1] !== undefined && entry[1] !== '',
  );
  // A token for other things is not shown where there is one for this.
  const others = env.COPILOT_GITHUB_TOKEN ? ['GH_TOKEN', 'GITHUB_TOKEN'] : [];
  return {
    // It unpacks itself into the cache, 200 MB, which is no part of the conversation.
    XDG_CACHE_HOME: join(env.HOME ?? homedir(), '.cache'),
    ...Object.fromEntries(kept.filter(([name]) => !others.includes(name))),
    COPILOT_AUTO_UPDATE: 'false',
    HOME: home,
    COPILOT_HOME: home,
  };
}

/** Copilot CLI has no option for a schema, so the prompt ends with it. */
function textOf({ system, user, schema }: Prompt): string {
  const form = schema ? `\n\nThe JSON Schema of the answer:\n${JSON.stringify(schema.json)}\n` : '\n';
  return `${system}\n\n${user}${form}`;
}

function replyIn({ ended, code, stdout, stderr }: ProgramEnd, timeoutMs: number): string {
  if (ended === 'too late')
    throw new SreError(
      'MODEL_TIMED_OUT',
      `Copilot CLI did not answer within ${timeoutMs / 1000} s and was ended.`,
      'Run it again later, or name a faster model in SRE_AIOPS_MODEL.',
    );
  if (ended === 'too much')
    throw new SreError(
      'MODEL_REPLY_INVALID',
      'Copilot CLI answered without an end.',
      'Name another model in SRE_AIOPS_MODEL.',
    );
  if (code !== 0) throw copilotFailure(code, stderr);
  return stdout.trim();
}

const Tokens = z.object({ inputTokens: z.number().nonnegative(), outputTokens: z.number().nonnegative() });
const UsageFile = z.object({ modelMetrics: z.record(z.string(), z.object({ usage: Tokens })) });

/** Tokens of all models that took part, Copilot's own instructions included; nothing when it did not say. */
async function usageIn(file: string): Promise<ModelUsage> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const read = UsageFile.safeParse(jsonIn(text));
  const used = read.success ? Object.values(read.data.modelMetrics).map(({ usage }) => usage) : [];
  if (used.length === 0) return {};
  return {
    inputTokens: used.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: used.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
