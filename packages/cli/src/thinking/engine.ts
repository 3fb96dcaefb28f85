import {
  type CodeReader,
  type Engine,
  type LanguageModel,
  type Log,
  modelEngine,
  offlineEngine,
  offlineInstead,
  type Redaction,
  SreError,
} from '@sre-aiops/core';
import { systemClock } from '../clock.ts';
import type { EngineName } from './engine-names.ts';
import { ownPrompts } from './own-prompts.ts';
import { withReplyCache } from './reply-cache.ts';

type Models = typeof import('@sre-aiops/models');

/** What decides who thinks, and what a model is asked with. */
export interface EngineOptions {
  /** `auto` unless told. */
  readonly engine?: EngineName | undefined;
  /**
   * `SRE_AIOPS_MODEL…`, `SRE_AIOPS_COPILOT` and `COPILOT_GITHUB_TOKEN`; in Actions also `RUNNER_TEMP`. Those of the process by
   * default.
   */
  readonly env?: Environment | undefined;
  /** Whether this process writes to the repository; it asks no model then. */
  readonly publishes?: boolean | undefined;
  /** The incident's, which keeps what a model answered. */
  readonly folder: string;
  /** Where the policy may name prompts of its own; none by default. */
  readonly code?: CodeReader | undefined;
  /** What the policy has taken out of texts beside secrets and personal data; asked for only when a model is. */
  redaction?(): Promise<Redaction>;
  readonly log: Log;
}

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Who thinks, and says so in the log. `auto` asks the server of `SRE_AIOPS_MODEL_URL`, else Copilot CLI where
 * `COPILOT_GITHUB_TOKEN` is set, else nobody: a model is asked only where somebody set one up for it.
 *
 * On a runner nobody is there to correct an option, and an incident waits: the embedded engine answers, and the documents say why.
 *
 * @throws {SreError} `OPTION_INVALID` when `openai` lacks its address or its model, or a model is named in a process that publishes.
 */
export async function engineOf(options: EngineOptions): Promise<Engine> {
  try {
    return await chosenEngine(options);
  } catch (error) {
    if (!(error instanceof SreError) || !isRunner(options.env)) throw error;
    const why = `${error.message} ${error.remedy}`;
    options.log.info(`Engine: offline. ${why}`);
    return offlineInstead(why);
  }
}

/** Whether GitHub Actions runs this process. */
export function isRunner({ GITHUB_ACTIONS }: Environment = process.env): boolean {
  return GITHUB_ACTIONS === 'true';
}

async function chosenEngine(options: EngineOptions): Promise<Engine> {
  const { publishes = false, env = process.env, folder, code, log } = options;
  const engine = thinkerBeside(publishes, options.engine);
  const chosen = engine === 'auto' ? firstSetUp(env) : engine;
  if (chosen === 'offline') {
    log.info(engine === 'auto' ? 'Engine: offline, since no model is set up.' : 'Engine: offline.');
    return offlineEngine;
  }
  // Loaded only where a model is asked: the SDK and the prompts are no part of a start.
  const models = await import('@sre-aiops/models');
  const model = chosen === 'copilot' ? copilotIn(env, models, log) : models.openaiModel(serverIn(env));
  const why =
    engine === 'auto' ? `, since ${chosen === 'openai' ? 'SRE_AIOPS_MODEL_URL' : 'COPILOT_GITHUB_TOKEN'} is set` : '';
  log.info(
    `Engine: ${chosen} (${model.id})${why}. It is sent redacted evidence of incident.json and, for a fix, redacted files of the repository.`,
  );
  const ours = models.bundledPrompts;
  return modelEngine({
    model: withReplyCache(model, { folder, log }),
    prompts: code ? ownPrompts({ code, ours, log }) : ours,
    redaction: await options.redaction?.(),
    inputTokens: numberIn(env, 'SRE_AIOPS_MODEL_INPUT_TOKENS'),
    outputTokens: numberIn(env, 'SRE_AIOPS_MODEL_OUTPUT_TOKENS'),
    clock: systemClock,
    ...waitIn(env),
  });
}

/**
 * Who may think in a process that publishes: nobody but the embedded engine, for whoever reads what strangers wrote with a model
 * holds no token that writes.
 */
function thinkerBeside(publishes: boolean, engine: EngineName = 'auto'): EngineName {
  if (!publishes || engine === 'offline') return engine;
  if (engine === 'auto') return 'offline';
  throw new SreError(
    'OPTION_INVALID',
    'To publish and to ask a model do not go together: what asks a model holds no token that may write.',
    'Run `respond` without `--publish` first, then `create-issue`, `create-pr`, `dispatch-infra` and `learn` with it on the folder. In Actions use the workflow incident-response.yml.',
  );
}

function firstSetUp(env: Environment): Exclude<EngineName, 'auto'> {
  if (env.SRE_AIOPS_MODEL_URL) return 'openai';
  return env.COPILOT_GITHUB_TOKEN ? 'copilot' : 'offline';
}

/** The program that is named; in Actions the pinned version, which is installed with the first request; else that of the PATH. */
function copilotIn(env: Environment, models: Models, log: Log): LanguageModel {
  const { SRE_AIOPS_COPILOT: named, SRE_AIOPS_MODEL: model, RUNNER_TEMP: folder = '' } = env;
  const install = async () => {
    log.info(`Copilot CLI ${models.copilotVersion} is installed.`);
    return models.installCopilot({ folder, env });
  };
  const program = named || (isRunner(env) && folder !== '' ? install : undefined);
  return models.copilotModel({ program, model: model || undefined, env });
}

function serverIn(env: Environment) {
  const missing = ['SRE_AIOPS_MODEL_URL', 'SRE_AIOPS_MODEL'].filter((name) => !env[name]);
  if (missing.length > 0)
    throw new SreError(
      'OPTION_INVALID',
      `The engine openai is not set up: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set.`,
      'Set SRE_AIOPS_MODEL_URL to the address of the server, such as http://localhost:11434/v1, and SRE_AIOPS_MODEL to a model of it.',
    );
  return {
    baseUrl: env.SRE_AIOPS_MODEL_URL as string,
    model: env.SRE_AIOPS_MODEL as string,
    apiKey: env.SRE_AIOPS_MODEL_KEY || undefined,
    apiVersion: env.SRE_AIOPS_MODEL_API_VERSION || undefined,
    ...patienceIn(env),
  };
}

/** How long an answer may take: two minutes, or so many seconds, for a model on a small machine. */
function patienceIn(env: Environment) {
  const seconds = numberIn(env, 'SRE_AIOPS_MODEL_SECONDS');
  return seconds === undefined ? {} : { timeoutMs: seconds * 1000, silentMs: seconds * 1000 };
}

/** How long the incident may wait: as long as five answers may take, where that was said. */
function waitIn(env: Environment) {
  const seconds = numberIn(env, 'SRE_AIOPS_MODEL_SECONDS');
  return seconds === undefined ? {} : { waitMs: 5 * seconds * 1000 };
}

function numberIn(env: Environment, name: string): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new SreError('OPTION_INVALID', `${name} is no number from 1 to 99999.`, 'Correct it, or leave it out.');
}
