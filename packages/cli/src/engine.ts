import { type Engine, type LanguageModel, type Log, modelEngine, offlineEngine, SreError } from '@sre-aiops/core';

/** Who may be asked to think; `auto` takes the first that is set up. */
export const engineNames = ['auto', 'copilot', 'openai', 'offline'] as const;
/** One of {@link engineNames}. */
export type EngineName = (typeof engineNames)[number];

/** What decides who thinks. */
export interface EngineOptions {
  /** `auto` unless told. */
  readonly engine?: EngineName | undefined;
  /** `SRE_AIOPS_MODEL…` and `COPILOT_GITHUB_TOKEN`; those of the process by default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly log: Log;
}

/**
 * Who thinks, and says so in the log. `auto` asks the server of `SRE_AIOPS_MODEL_URL`, else Copilot CLI where
 * `COPILOT_GITHUB_TOKEN` is set, else nobody: a model is asked only where somebody set one up for it.
 *
 * @throws {SreError} `OPTION_INVALID` when `openai` lacks its address or its model.
 */
export async function engineOf({ engine = 'auto', env = process.env, log }: EngineOptions): Promise<Engine> {
  const chosen = engine === 'auto' ? firstSetUp(env) : engine;
  if (chosen === 'offline') {
    log.info(engine === 'auto' ? 'Engine: offline, since no model is set up.' : 'Engine: offline.');
    return offlineEngine;
  }
  // Loaded only where a model is asked: the SDK and the prompts are no part of a start.
  const models = await import('@sre-aiops/models');
  const model: LanguageModel =
    chosen === 'copilot'
      ? models.copilotModel({
          program: env.SRE_AIOPS_COPILOT || undefined,
          model: env.SRE_AIOPS_MODEL || undefined,
          env,
        })
      : models.openaiModel(serverIn(env));
  const why =
    engine === 'auto' ? `, since ${chosen === 'openai' ? 'SRE_AIOPS_MODEL_URL' : 'COPILOT_GITHUB_TOKEN'} is set` : '';
  log.info(
    `Engine: ${chosen} (${model.id})${why}. It is sent redacted evidence of incident.json and, for a fix, redacted files of the repository.`,
  );
  return modelEngine({ model, prompts: models.bundledPrompts });
}

/**
 * Who may think in a process that publishes: nobody but the embedded engine, for whoever reads what strangers wrote with a model
 * holds no token that writes.
 *
 * @throws {SreError} `OPTION_INVALID` when a model was named.
 */
export function thinkerBeside(publishes: boolean, engine: EngineName = 'auto'): EngineName {
  if (!publishes || engine === 'offline') return engine;
  if (engine === 'auto') return 'offline';
  throw new SreError(
    'OPTION_INVALID',
    '`--publish` and a model do not go together: what asks a model holds no token that may write.',
    'Run `respond` without `--publish` first, then `create-issue`, `create-pr`, `dispatch-infra` and `learn` with it on the folder.',
  );
}

function firstSetUp(env: Readonly<Record<string, string | undefined>>): Exclude<EngineName, 'auto'> {
  if (env.SRE_AIOPS_MODEL_URL) return 'openai';
  return env.COPILOT_GITHUB_TOKEN ? 'copilot' : 'offline';
}

function serverIn(env: Readonly<Record<string, string | undefined>>) {
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
  };
}
