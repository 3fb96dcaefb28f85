import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Variable that marks every process of a trial; children inherit it. */
export const marker = 'SRE_AIOPS_TRIAL';

/** How the processes of a trial are known. */
export interface TrialProcesses {
  /** The first process, which leads a group of its own; absent before it started. */
  readonly pid?: number | undefined;
  /** Value of the {@link marker}. */
  readonly mark: string;
  /** Folder of the copy: who works in there belongs to it. */
  readonly folder: string;
}

const rounds = 200;
const pauseMs = 10;

/**
 * Ends the processes of a trial: its process group and, on Linux, every process that bears the mark or works in the
 * copy, such as a daemon that left the group.
 *
 * @returns Whether none was left at the last look.
 */
export async function endAll(trial: TrialProcesses): Promise<boolean> {
  for (let round = 0; round < rounds; round++) {
    if (!endSeen(trial)) return true;
    await sleep(pauseMs);
  }
  return false;
}

/** As {@link endAll}, for a process that is about to end itself and cannot wait. */
export function endAllNow(trial: TrialProcesses): void {
  for (let round = 0; round < rounds && endSeen(trial); round++);
}

/** Answers whether there was anyone to end. Whoever multiplies is stopped before the first is ended. */
function endSeen(trial: TrialProcesses): boolean {
  if (trial.pid !== undefined) kill(process.platform === 'win32' ? trial.pid : -trial.pid, 'SIGKILL');
  const seen = marked(trial);
  for (const pid of seen) kill(pid, 'SIGSTOP');
  for (const pid of seen) kill(pid, 'SIGKILL');
  return seen.length > 0;
}

function marked({ mark, folder }: TrialProcesses): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && (bears(pid, mark) || worksIn(pid, folder)));
}

function bears(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${marker}=${mark}`);
  } catch {
    return false;
  }
}

function worksIn(pid: number, folder: string): boolean {
  try {
    return `${readlinkSync(`/proc/${pid}/cwd`)}${sep}`.startsWith(`${folder}${sep}`);
  } catch {
    return false;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself, or is not ours.
  }
}
