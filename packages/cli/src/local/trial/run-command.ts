import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, CommandRun } from '@sre-aiops/core';
import { type OutputTail, outputTail } from './output-tail.ts';
import { endAll } from './processes.ts';

/** Limits of one command. */
export interface Limits {
  /** Seconds after which it is ended. */
  readonly seconds: number;
  /** Bytes of output, both streams together, after which it is ended. */
  readonly outputBytes: number;
  /** Bytes of the end of the output that are kept. */
  readonly keptBytes: number;
}

/** One command, made ready. */
export interface Prepared {
  /** As it was asked for. */
  readonly command: readonly string[];
  /** What is spawned: an absolute program, or a sandbox, and its arguments. */
  readonly spawned: readonly string[];
  readonly isSandboxed: boolean;
  /** Absolute. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly clock: Clock;
  /** Holds the first process for as long as it or what it started runs. */
  readonly pids: Set<number>;
  readonly mark: string;
  /** Folder of the trial; whatever still works in there afterwards is ended. */
  readonly scratch: string;
  /** Ends it at once; it has then `failed` without an exit code. */
  readonly stop: AbortSignal;
}

type Ended = Pick<CommandRun, 'outcome' | 'exitCode'>;
type Child = ChildProcessByStdio<null, Readable, Readable>;

/** How long the last output is waited for once everybody who could print is gone. */
const drainMs = 2_000;

/** Runs a command and ends all that it started. Never rejects. */
export async function runCommand(prepared: Prepared): Promise<CommandRun> {
  const { command, isSandboxed, limits, clock } = prepared;
  const tail = outputTail(limits.keptBytes);
  const startedAt = Date.parse(clock.now());
  const ended = await attempt(prepared, tail);
  const seconds = Math.max(0, Date.parse(clock.now()) - startedAt) / 1000;
  const output = tail.text();
  const isOurs = isSandboxed && ended.outcome === 'failed' && /^(?:bwrap|unshare|mount): /.test(output);
  const outcome: Ended = isOurs ? { outcome: 'not-started' } : overLimit(ended, tail.size > limits.outputBytes);
  return { command: [...command], ...outcome, seconds, output };
}

function overLimit(ended: Ended, isOver: boolean): Ended {
  return isOver && ended.exitCode !== undefined ? { outcome: 'too-much-output' } : ended;
}

async function attempt(prepared: Prepared, tail: OutputTail): Promise<Ended> {
  const { spawned, folder, variables, mark, scratch, pids } = prepared;
  const [program = '', ...args] = spawned;
  let child: Child;
  try {
    child = spawn(program, args, {
      cwd: folder,
      env: variables,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    return notStarted(tail, error as NodeJS.ErrnoException);
  }
  if (child.pid !== undefined) pids.add(child.pid);
  const drained = once(child, 'close').catch(() => {});
  const ended = await ending(child, prepared, tail);
  await endAll({ pid: child.pid, mark, folder: scratch });
  if (ended.exitCode !== undefined) await Promise.race([drained, sleep(drainMs, undefined, { ref: false })]);
  child.stdout.destroy();
  child.stderr.destroy();
  if (child.pid !== undefined) pids.delete(child.pid);
  return ended;
}

/** Waits for the end of the first process, or for a limit. */
function ending(child: Child, { limits, stop }: Prepared, tail: OutputTail): Promise<Ended> {
  return new Promise<Ended>((resolve) => {
    const timer = setTimeout(() => resolve({ outcome: 'timed-out' }), limits.seconds * 1000);
    const onStop = () => resolve({ outcome: 'failed' });
    const settle = (ended: Ended) => {
      clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
      resolve(ended);
    };
    stop.addEventListener('abort', onStop);
    if (stop.aborted) onStop();
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        tail.add(chunk);
        if (tail.size > limits.outputBytes) resolve({ outcome: 'too-much-output' });
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => settle(notStarted(tail, error)));
    child.on('exit', (code, signal) => {
      const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      settle({ outcome: exitCode === 0 ? 'passed' : 'failed', exitCode });
    });
  });
}

function notStarted(tail: OutputTail, error: NodeJS.ErrnoException): Ended {
  tail.add(Buffer.from(`It could not be started: ${error.code ?? error.message}. See whether it runs here by hand.`));
  return { outcome: 'not-started' };
}
