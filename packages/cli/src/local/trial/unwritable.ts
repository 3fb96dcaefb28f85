import { dirname } from 'node:path';
import { SreError } from '@sre-aiops/core';
import { git, gitFailed } from '../git.ts';

const words =
  /no space left|disk quota exceeded|read-only file system|file too large|unable to (?:write|create)|ENOSPC|EDQUOT|EROFS|EFBIG/i;

/** Whether a message of git or of the system says that there is no room, or no writing. */
export function isDiskFull(message: string): boolean {
  return words.test(message);
}

/**
 * As `gitText`, in a folder of the scratch space.
 *
 * @throws {SreError} `OUTPUT_UNWRITABLE` where the disk is the reason, or else `REPOSITORY_UNREADABLE`.
 */
export async function written(folder: string, args: readonly string[], input?: string): Promise<string> {
  const output = await git(folder, args, input === undefined ? {} : { input });
  if (output.code === 0) return output.stdout;
  throw isDiskFull(output.stderr) ? unwritable(folder, output.stderr) : gitFailed(folder, args, output);
}

/** What to throw for a failure to write: `OUTPUT_UNWRITABLE` where the disk is the reason, or else itself. */
export function unwritableOr(folder: string, error: unknown): unknown {
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  return isDiskFull(code) && !(error instanceof SreError) ? unwritable(folder, message, error) : error;
}

/** `OUTPUT_UNWRITABLE` for a folder of the scratch space, with the reason as it was given. */
export function unwritable(folder: string, reason: string, cause?: unknown): SreError {
  const line = reason.split('\n').find((text) => words.test(text)) ?? reason.split('\n', 1)[0];
  return new SreError(
    'OUTPUT_UNWRITABLE',
    `A copy of the repository cannot be written to ${dirname(folder)}: ${line}.`,
    'Free some space there, or let the variable TMPDIR name a folder with room for a few copies.',
    { cause },
  );
}
