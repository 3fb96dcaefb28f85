import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SreError } from '@sre-aiops/core';
import { stopGit } from './git.ts';

const open = new Set<string>();
process.once('exit', () => {
  stopGit();
  for (const folder of open) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
});

/**
 * Lends an empty folder to some work and takes it away afterwards, also when the process is told to stop.
 *
 * @throws {SreError} `OUTPUT_UNWRITABLE` when none can be made.
 */
export async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sre-aiops-')).catch((cause: NodeJS.ErrnoException) => {
    throw new SreError(
      'OUTPUT_UNWRITABLE',
      `No scratch folder can be made in ${tmpdir()}: ${cause.code}.`,
      'Let the variable TMPDIR name a folder that you may write to.',
      { cause },
    );
  });
  open.add(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    open.delete(folder);
  }
}
