import { chmodSync, type Dirent, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SreError } from '@sre-aiops/core';
import { stopGit } from './git.ts';

/** A folder that is taken away again, also when the process is told to stop. */
export interface Scratch {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  /** Takes it away. Twice is once. */
  close(): Promise<void>;
}

/** What is to be done before a folder is taken away, by folder. */
const open = new Map<string, () => void>();
process.once('exit', () => {
  stopGit();
  for (const [folder, before] of open) {
    before();
    removeNow(folder);
  }
});

/**
 * Makes an empty folder for whoever closes it.
 *
 * @param before Called when the process ends before the folder was closed: ends at once what still works in it.
 * @throws {SreError} `OUTPUT_UNWRITABLE` when none can be made.
 */
export async function openScratch(before: () => void = () => {}): Promise<Scratch> {
  const made = mkdtemp(join(tmpdir(), 'sre-aiops-')).then((path) => realpath(path));
  const folder = await made.catch((cause: NodeJS.ErrnoException) => {
    throw new SreError(
      'OUTPUT_UNWRITABLE',
      `No scratch folder can be made in ${tmpdir()}: ${cause.code}.`,
      'Let the variable TMPDIR name a folder that you may write to.',
      { cause },
    );
  });
  open.set(folder, before);
  return {
    folder,
    async close() {
      await removeFolder(folder);
      open.delete(folder);
    },
  };
}

/**
 * Lends an empty folder to some work and takes it away afterwards, also when the process is told to stop.
 *
 * @throws {SreError} `OUTPUT_UNWRITABLE` when none can be made.
 */
export async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const scratch = await openScratch();
  try {
    return await work(scratch.folder);
  } finally {
    await scratch.close();
  }
}

const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 } as const;

/** Removes a folder with all that is in it, also folders that may not be written to. Links are removed, never followed. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, removal).catch(() => removeNow(folder));
}

function removeNow(folder: string): void {
  try {
    rmSync(folder, removal);
  } catch {
    allowWriting(folder);
    rmSync(folder, removal);
  }
}

function allowWriting(folder: string): void {
  let entries: Dirent[];
  try {
    chmodSync(folder, 0o700);
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) if (entry.isDirectory()) allowWriting(join(folder, entry.name));
}
