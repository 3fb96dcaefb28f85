import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
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

const rounds = 300;
const pauseMs = 10;
/** A process that is born while we look is seen the next time. */
const quietRounds = 3;

/**
 * Ends the processes of a trial: its process group and, on Linux, every process that bears the mark or works in the
 * copy, such as a daemon that left the group.
 *
 * @returns Whether none was left at the last looks.
 */
export async function endAll(trial: TrialProcesses): Promise<boolean> {
  for (let round = 0, quiet = 0; round < rounds; round++) {
    quiet = endSeen(trial) ? 0 : quiet + 1;
    if (quiet === quietRounds) return true;
    await sleep(pauseMs);
  }
  return false;
}

/** As {@link endAll}, for a process that is about to end itself and cannot wait. */
export function endAllNow(trial: TrialProcesses): void {
  for (let round = 0, quiet = 0; round < rounds && quiet < quietRounds; round++) quiet = endSeen(trial) ? 0 : quiet + 1;
}

/** Answers whether there was anyone to end. Whoever multiplies is stopped as soon as it is seen. */
function endSeen(trial: TrialProcesses): boolean {
  if (trial.pid !== undefined) kill(process.platform === 'win32' ? trial.pid : -trial.pid, 'SIGKILL');
  const seen = others().filter((pid) => {
    const isOurs = bears(pid, trial.mark) || worksIn(pid, trial.folder);
    if (isOurs) kill(pid, 'SIGSTOP');
    return isOurs;
  });
  for (const pid of seen) kill(pid, 'SIGKILL');
  return seen.length > 0;
}

function others(): number[] {
  if (!existsSync('/proc/self')) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => pid !== process.pid);
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
