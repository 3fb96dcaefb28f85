import * as actions from '@actions/core';
import { Mode, SreError } from '@sre-aiops/core';
import { type EngineName, engineNames } from 'sre-aiops';
import { z } from 'zod';

const given = z.string().trim();
const optional = given.transform((text) => (text === '' ? undefined : text));
/** Lines; blank ones are left out. */
const lines = given.transform((text) => text.split('\n').flatMap((line) => line.trim() || []));
const noStdin = 'must name a file: a step has no standard input';
const file = optional.refine((path) => path !== '-', noStdin);
const files = lines.refine((paths) => !paths.includes('-'), noStdin);
const number = (what: string) =>
  optional.pipe(
    z
      .string()
      .regex(/^[1-9]\d{0,14}$/, `must be the number of ${what}`)
      .transform(Number)
      .optional(),
  );

/** In place of `owner/name`: the repository that the policy names for the service of the alert. */
export const byService = 'by-service';

const everywhere = {
  'github-token': given.min(1, 'must be given: the built-in token, or one of a GitHub App'),
  repository: given.regex(/^(?:[\w.-]+\/[\w.-]+|by-service)$/, 'must be owner/name, or by-service'),
  mode: given.pipe(Mode),
};
const folder = given.min(1, "must be the incident's folder, the output `folder` of the step before");
const handedOn = {
  folder,
  'folder-sha256': optional.refine(
    (hash) => hash === undefined || /^[0-9a-f]{64}$/.test(hash),
    'must be 64 hex digits',
  ),
};
const alert = { alert: file, 'alert-number': number('an alert, from 1') };
const evidence = { ...alert, logs: files, knowledge: optional };
const issue = { issue: number('an issue') };
const channel = { 'notify-webhook': optional };
const engine = { engine: given.transform((name) => name || 'auto').pipe(z.enum(engineNames)) };
const thinker = {
  ...engine,
  model: optional,
  'model-url': optional,
  'model-key': optional,
  'model-api-version': optional,
  'copilot-token': optional,
  'copilot-path': optional,
};

/** What each action takes; `action.yml` of each says what it is for. All values come as text. */
export const inputs = {
  respond: z.object({ ...everywhere, ...evidence, ...issue, ...channel, ...engine }),
  ingest: z.object({ ...everywhere, ...evidence, clone: optional }),
  diagnose: z.object({ ...everywhere, ...evidence, ...handedOn, folder: optional, ...thinker }),
  remediate: z.object({
    ...everywhere,
    ...handedOn,
    ...thinker,
    proof: file,
    step: z.enum(['plan', 'prove']),
    clone: optional,
    'verify-command': optional,
    reproducer: optional,
    trials: given.regex(/^[0-9]$/, 'must be 0 to 9').transform(Number),
    minutes: given.regex(/^[1-9]\d{0,2}$/, 'must be 1 to 999').transform(Number),
  }),
  'sre-artifacts': z.object({ ...everywhere, ...handedOn, ...thinker }),
  'create-issue': z.object({
    ...everywhere,
    ...issue,
    ...channel,
    ...handedOn,
    folder: optional,
    proof: file,
    ...alert,
  }),
  'create-pr': z.object({ ...everywhere, ...issue, ...handedOn, proof: file }),
  'dispatch-infra': z.object({
    ...everywhere,
    ...issue,
    ...handedOn,
    folder: optional,
    step: z.enum(['dispatch', 'preview', 'apply', 'report']),
    'incident-id': given,
    action: given,
    parameters: given,
    'plan-hash': given,
    approved: given,
    environment: given.regex(/^[\w][\w .-]{0,100}$/, 'must be the name of an environment'),
    clone: optional,
    context: optional,
    minutes: given.regex(/^[1-9]\d?$/, 'must be 1 to 99').transform(Number),
    result: optional,
    ended: given,
  }),
  learn: z.object({ ...everywhere, ...issue, ...channel, ...handedOn }),
  repair: z.object({
    ...everywhere,
    ...handedOn,
    ...thinker,
    'run-id': number('a workflow run'),
    'ci-log': file,
    'max-attempts': given.regex(/^[0-3]$/, 'must be 0, 1, 2 or 3').transform(Number),
    'repair-as': z.enum(['pull-request', 'commit']),
  }),
} as const satisfies Readonly<Record<string, z.ZodObject>>;

/** Name of an action: `respond`, which is the whole response, or that of a stage. */
export type ActionName = keyof typeof inputs;

/** The inputs of all actions; each has some of them. */
export interface Given {
  readonly 'github-token': string;
  readonly repository: string;
  readonly mode: Mode;
  readonly folder?: string | undefined;
  readonly 'folder-sha256'?: string | undefined;
  readonly proof?: string | undefined;
  readonly alert?: string | undefined;
  readonly 'alert-number'?: number | undefined;
  readonly logs?: readonly string[] | undefined;
  readonly knowledge?: string | undefined;
  readonly issue?: number | undefined;
  /** A secret. */
  readonly 'notify-webhook'?: string | undefined;
  readonly engine?: EngineName | undefined;
  readonly model?: string | undefined;
  readonly 'model-url'?: string | undefined;
  /** A secret. */
  readonly 'model-key'?: string | undefined;
  readonly 'model-api-version'?: string | undefined;
  /** A secret. */
  readonly 'copilot-token'?: string | undefined;
  readonly 'copilot-path'?: string | undefined;
  readonly 'run-id'?: number | undefined;
  readonly 'ci-log'?: string | undefined;
  readonly 'max-attempts'?: number | undefined;
  readonly 'repair-as'?: 'pull-request' | 'commit' | undefined;
  readonly step?: 'plan' | 'prove' | 'dispatch' | 'preview' | 'apply' | 'report' | undefined;
  readonly clone?: string | undefined;
  readonly 'verify-command'?: string | undefined;
  readonly reproducer?: string | undefined;
  readonly trials?: number | undefined;
  readonly minutes?: number | undefined;
  readonly 'incident-id'?: string | undefined;
  readonly action?: string | undefined;
  readonly parameters?: string | undefined;
  readonly 'plan-hash'?: string | undefined;
  readonly approved?: string | undefined;
  readonly environment?: string | undefined;
  readonly context?: string | undefined;
  readonly result?: string | undefined;
  readonly ended?: string | undefined;
}

/**
 * Reads the inputs of an action from the step.
 *
 * @throws {SreError} `OPTION_INVALID` with every problem.
 */
export function readInputs<Shape extends z.ZodObject>(shape: Shape): z.infer<Shape> {
  const values = Object.fromEntries(Object.keys(shape.shape).map((name) => [name, actions.getInput(name)]));
  const read = shape.safeParse(values);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `\`${path.join('.')}\` ${message}`);
  throw new SreError(
    'OPTION_INVALID',
    `Inputs are wrong: ${problems.join('; ')}.`,
    'Correct them under `with:`; the README of the action shows an example.',
  );
}
