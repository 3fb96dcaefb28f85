import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { SreError } from '@sre-aiops/core';

/** What a git command printed. */
export interface GitOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface GitOptions {
  /** Text for standard input. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A clone may come from anybody: what its own configuration could run, fetch or bend is set back. */
const settings = [
  'core.quotePath=false',
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.splitIndex=false',
  'core.bigFileThreshold=16m',
  'diff.renameLimit=1000',
  'diff.suppressBlankEmpty=false',
  'apply.whitespace=nowarn',
  'apply.ignoreWhitespace=no',
].flatMap((setting) => ['-c', setting]);

/**
 * The environment git runs in: no configuration but the clone's own, no attributes and grafts but committed ones, no
 * prompt, no network, messages in English.
 */
function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: '/dev/null',
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null/none',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  };
}

const running = new Set<ChildProcessWithoutNullStreams>();

/** Ends every git process that still runs, because we are about to end ourselves. */
export function stopGit(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts git with arguments, never through a shell. The caller listens for `error` and `close`. */
export function startGit(
  cwd: string,
  args: readonly string[],
  { input, env = {} }: GitOptions = {},
): ChildProcessWithoutNullStreams {
  const child = spawn('git', ['--no-pager', ...settings, ...args], {
    cwd,
    env: { ...gitEnvironment(), ...env },
    stdio: 'pipe',
  });
  running.add(child);
  child.on('close', () => running.delete(child));
  child.stdin.on('error', () => {});
  if (input) child.stdin.write(input);
  return child;
}

/**
 * Runs git with arguments, never through a shell, without the user's hooks, pagers, prompts or configuration.
 *
 * @throws {SreError} `TOOL_MISSING` when git is not installed.
 */
export async function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<GitOutput> {
  const chunks: Buffer[] = [];
  const { code, stderr } = await gitStream(cwd, args, (chunk) => chunks.push(chunk), options);
  return { code, stdout: Buffer.concat(chunks).toString('utf8'), stderr };
}

/**
 * As {@link git}, handing over what it prints as it comes.
 *
 * @throws {SreError} `TOOL_MISSING` when git is not installed.
 */
export async function gitStream(
  cwd: string,
  args: readonly string[],
  take: (chunk: Buffer) => void,
  options: GitOptions = {},
): Promise<Omit<GitOutput, 'stdout'>> {
  const child = startGit(cwd, args, options);
  child.stdin.end();
  child.stdout.on('data', take);
  return endOfGit(cwd, child);
}

/**
 * Waits for the end of what {@link startGit} started; its output is for the caller to read.
 *
 * @throws {SreError} `TOOL_MISSING` when git is not installed.
 */
export async function endOfGit(cwd: string, child: ChildProcessWithoutNullStreams): Promise<Omit<GitOutput, 'stdout'>> {
  const stderr = buffer(child.stderr);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', (cause) => reject(notStarted(cwd, cause)));
    child.on('close', (exit) => resolve(exit ?? 1));
  });
  return { code, stderr: (await stderr).toString('utf8').trim() };
}

/**
 * As {@link git}, for commands that must succeed.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE` with git's own words.
 */
export async function gitText(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const output = await git(cwd, args, options);
  if (output.code === 0) return output.stdout;
  throw gitFailed(cwd, args, output);
}

/** `REPOSITORY_UNREADABLE` for a command that failed, in git's own words. */
export function gitFailed(cwd: string, args: readonly string[], { code, stderr }: Omit<GitOutput, 'stdout'>): SreError {
  const words = stderr.split('\n').find((line) => !/^(?:hint|warning):/.test(line)) || `exit code ${code}`;
  const remedy = /promisor|unable to read|transport '.*' not allowed/.test(stderr)
    ? 'Objects are missing and nothing is fetched while a clone is read: run `git fetch --refetch --no-filter` in it, or clone again.'
    : 'Give `--repo` the folder of a git clone with at least one commit.';
  return new SreError(
    'REPOSITORY_UNREADABLE',
    `git ${args.find((arg) => !arg.startsWith('-'))} failed in ${cwd}: ${words}.`,
    remedy,
  );
}

function notStarted(cwd: string, cause: Error): SreError {
  if (!existsSync(cwd))
    return new SreError('REPOSITORY_UNREADABLE', `${cwd} does not exist.`, 'Give `--repo` the folder of a git clone.', {
      cause,
    });
  return new SreError(
    'TOOL_MISSING',
    'git could not be started.',
    'Install git and make sure that it is on the PATH.',
    { cause },
  );
}
