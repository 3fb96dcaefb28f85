import { z } from 'zod';
import { SreError } from '../errors/sre-error.ts';
import type { CommandRun } from '../incident/index.ts';

/** A command of kubectl or helm as an argument list: no shell reads it. */
export interface ToolCommand {
  readonly args: readonly ['kubectl' | 'helm', ...string[]];
  /** Text for standard input; none by default. */
  readonly input?: string;
}

/** What became of a command. Its outputs are whole, and not redacted yet. */
export interface ToolRun extends Omit<CommandRun, 'output'> {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl and helm against a cluster, within limits of time and output. Outcomes are answers, never exceptions. */
export interface ClusterTools {
  run(command: ToolCommand): Promise<ToolRun>;
}

/** Where commands go: a context of the kubeconfig (empty: the current one), and a namespace. */
export interface Place {
  readonly context: string;
  readonly namespace: string;
}

/** A command of kubectl in a namespace. */
export function kubectl({ context, namespace }: Place, ...args: readonly string[]): ToolCommand {
  return { args: ['kubectl', ...(context ? [`--context=${context}`] : []), `--namespace=${namespace}`, ...args] };
}

/** A command of helm in a namespace. */
export function helm({ context, namespace }: Place, ...args: readonly string[]): ToolCommand {
  return { args: ['helm', ...(context ? [`--kube-context=${context}`] : []), `--namespace=${namespace}`, ...args] };
}

/**
 * What a command printed that only reads or tries.
 *
 * @param codes Exit codes that are answers; 0 alone by default.
 * @throws {SreError} `CLUSTER_REFUSED` with what the tool said, or `TOOL_MISSING`.
 */
export async function asked(
  tools: ClusterTools,
  command: ToolCommand,
  codes: readonly number[] = [0],
): Promise<{ readonly text: string; readonly code: number }> {
  const run = await tools.run(command);
  const program = command.args[0];
  if (run.outcome === 'not-started') {
    throw new SreError(
      'TOOL_MISSING',
      `${program} cannot be run: ${firstLines(run.stderr)}`,
      `Install ${program} in a step before this one, as docs/infrastructure.md shows.`,
    );
  }
  if (run.exitCode !== undefined && codes.includes(run.exitCode)) return { text: run.stdout, code: run.exitCode };
  const said = firstLines(run.stderr || run.stdout);
  throw new SreError(
    'CLUSTER_REFUSED',
    `\`${shown(command)}\` ${run.exitCode === undefined ? run.outcome : `ended with exit code ${run.exitCode}`}: ${said || 'it said nothing'}`,
    'Nothing was changed by it. Check the login to the cluster and what it may do, as docs/infrastructure.md lists it.',
  );
}

/** As {@link asked}, of a command that prints JSON; `undefined` when it prints nothing. */
export async function askedJson(tools: ClusterTools, command: ToolCommand): Promise<unknown> {
  const { text } = await asked(tools, command);
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const remedy = 'Check the version of the tool; docs/infrastructure.md names the oldest that will do.';
    throw new SreError('CLUSTER_REFUSED', `\`${shown(command)}\` did not print JSON.`, remedy, { cause });
  }
}

/**
 * What a tool answered, in the form that it is known to have.
 *
 * @throws {SreError} `CLUSTER_REFUSED` when it has another.
 */
export function answerAs<T>(shape: z.ZodType<T>, answer: unknown): T {
  const read = shape.safeParse(answer);
  if (read.success) return read.data;
  const remedy = 'Check the version of the tool; docs/infrastructure.md names the oldest that will do.';
  throw new SreError(
    'CLUSTER_REFUSED',
    `A tool answered what it should not: ${z.prettifyError(read.error).slice(0, 300)}`,
    remedy,
  );
}

/** A command as people read it. */
export function shown({ args }: Pick<ToolCommand, 'args'>): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}

function firstLines(text: string): string {
  return text.trim().split('\n').slice(0, 4).join(' ').slice(0, 600);
}
