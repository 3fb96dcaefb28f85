import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Clock, Command, CommandRun, Log, TrialTree } from '@sre-aiops/core';
import { removeFolder } from '../scratch.ts';
import { endAll, endAllNow, marker } from './processes.ts';
import { isInside, programOf } from './program.ts';
import { type Limits, runCommand } from './run-command.ts';
import type { Sandbox } from './sandbox.ts';
import type { View } from './view.ts';

/** What a copy needs to run commands. */
export interface TreeOptions {
  /** The copy, absolute, without links; in the view's scratch folder. */
  readonly content: string;
  readonly view: View;
  readonly variables: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox | undefined;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

/** A copy that is open. */
export interface OpenTree extends TrialTree {
  /** Ends what runs there, for a process that is about to end itself. */
  endNow(): void;
}

/** Opens a copy that is made. Closing it removes the whole scratch folder of its view. */
export function openTree(options: TreeOptions): OpenTree {
  const { content, view, variables, sandbox, limits, clock, log, signal } = options;
  const mark = variables[marker]!;
  const scratch = view.scratch;
  const stop = new AbortController();
  const pids = new Set<number>();
  const runs = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const start = async (command: Command): Promise<CommandRun> => {
    const ready = prepared(command, content, variables.PATH ?? '');
    if ('missing' in ready) return notStarted(command, ready.missing);
    const spawned = sandbox ? sandbox.wrap(view, ready.folder, ready.args) : ready.args;
    return runCommand({
      ...{ command: command.args, spawned, isSandboxed: sandbox !== undefined, folder: ready.folder, variables },
      ...{ limits, clock, mark, scratch, stop: stop.signal, pids },
    });
  };

  const shut = async () => {
    stop.abort();
    await Promise.allSettled(runs);
    if (!(await endAll({ mark, folder: scratch })))
      log.warning('A process of a copy of the repository could not be ended.');
    await removeFolder(scratch);
  };

  return {
    async run(command) {
      signal?.throwIfAborted();
      if (closing) return notStarted(command, 'This copy of the repository is closed: open another one.');
      const run = start(command);
      runs.add(run);
      const result = await run.finally(() => runs.delete(run));
      signal?.throwIfAborted();
      return result;
    },
    close: () => (closing ??= shut()),
    endNow() {
      for (const pid of pids) endAllNow({ pid, mark, folder: scratch });
      endAllNow({ mark, folder: scratch });
    },
  };
}

type Ready = { readonly args: readonly string[]; readonly folder: string } | { readonly missing: string };

function prepared({ args, folder = '.' }: Command, content: string, path: string): Ready {
  const at = folderOf(folder, content);
  if (!at) return { missing: `${folder} is no folder of this state of the repository: name one that is.` };
  if (args.some((arg) => arg.includes('\0'))) return { missing: 'An argument holds a NUL character: leave it out.' };
  const program = programOf(args[0] ?? '', content, at, path);
  return 'missing' in program ? program : { args: [program.path, ...args.slice(1)], folder: at };
}

function folderOf(folder: string, content: string): string | undefined {
  if (isAbsolute(folder) || folder.includes('\0')) return undefined;
  try {
    const path = realpathSync(resolve(content, folder));
    return isInside(path, content) && statSync(path).isDirectory() ? path : undefined;
  } catch {
    return undefined;
  }
}

function notStarted(command: Command, output: string): CommandRun {
  return { command: [...command.args], outcome: 'not-started', seconds: 0, output };
}
