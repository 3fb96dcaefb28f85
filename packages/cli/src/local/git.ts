import { spawn } from 'node:child_process';
import { SreError } from '@sre-aiops/core';

/** What a git command printed. */
export interface GitOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const settings = ['-c', 'core.quotePath=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'];

/** The environment git runs in: no configuration but the clone's own, no prompt, messages in English. */
export function gitEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  };
}

/**
 * Runs git with arguments, never through a shell, without the user's hooks, pagers, prompts or configuration.
 *
 * @param input Text for standard input.
 * @throws {SreError} `TOOL_MISSING` when git is not installed.
 */
export function git(
  cwd: string,
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<GitOutput> {
  const child = spawn('git', [...settings, ...args], {
    cwd,
    env: { ...gitEnvironment(cwd), ...options.env },
    stdio: 'pipe',
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(
        new SreError('TOOL_MISSING', 'git could not be started.', 'Install git and make sure that it is on the PATH.', {
          cause,
        }),
      ),
    );
    child.on('close', (code) =>
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8').trim(),
      }),
    );
  });
}

/**
 * As {@link git}, for commands that must succeed.
 *
 * @throws {SreError} `REPOSITORY_UNREADABLE` with git's own words.
 */
export async function gitText(
  cwd: string,
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const output = await git(cwd, args, options);
  if (output.code === 0) return output.stdout;
  throw new SreError(
    'REPOSITORY_UNREADABLE',
    `git ${args[0]} failed in ${cwd}: ${output.stderr.split('\n')[0] || `exit code ${output.code}`}.`,
    'Give `--repo` the folder of a git clone with at least one commit.',
  );
}
