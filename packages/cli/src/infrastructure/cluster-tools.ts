import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Clock, ClusterTools, Log, ToolCommand, ToolRun } from '@sre-aiops/core';
import { shown } from '@sre-aiops/core';
import { toolEnvironment } from './tool-environment.ts';

/** How kubectl and helm are run. */
export interface ToolOptions {
  /** Folder that paths of files and charts are relative to. */
  readonly folder: string;
  /** Seconds that one command may take; it has its own, shorter limit where it waits for a rollout. */
  readonly seconds: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Bytes that one command may print. */
const maxOutput = 32 * 1024 * 1024;

/** Runs kubectl and helm of the PATH, with argument lists and a scrubbed environment. */
export function clusterTools(options: ToolOptions): ClusterTools {
  return {
    async run(command) {
      options.log.info(shown(command));
      const startedAt = Date.parse(options.clock.now());
      const ended = await attempt(command, options);
      return {
        command: [...command.args],
        seconds: Math.max(0, Date.parse(options.clock.now()) - startedAt) / 1000,
        ...ended,
      };
    },
  };
}

type Ended = Omit<ToolRun, 'command' | 'seconds'>;

function attempt(
  { args: [program, ...args], input = '' }: ToolCommand,
  { folder, seconds, env }: ToolOptions,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: toolEnvironment(env),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    let size = 0;
    let limit: 'timed-out' | 'too-much-output' | undefined;
    const stop = (reason: typeof limit) => {
      limit ??= reason;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop('timed-out'), seconds * 1000);
    const text = (name: 'stdout' | 'stderr') => Buffer.concat(chunks[name]).toString('utf8');
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxOutput) stop('too-much-output');
        else chunks[name].push(chunk);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve({
        outcome: 'not-started',
        stdout: '',
        stderr: `${program} could not be started: ${error.code ?? error.message}`,
      });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const outputs = { stdout: text('stdout'), stderr: text('stderr') };
      if (limit) return resolve({ outcome: limit, ...outputs });
      const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      resolve({ outcome: exitCode === 0 ? 'passed' : 'failed', exitCode, ...outputs });
    });
    // A command that ends before it has read its input is told by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
