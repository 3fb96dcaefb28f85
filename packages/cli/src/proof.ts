import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  type Command,
  type ProofDeps,
  type ProvingGround,
  type Remediation,
  type Reproducer,
  SreError,
  suiteOf,
} from '@sre-aiops/core';
import { parseArgsStringToArgv } from 'string-argv';
import { z } from 'zod';
import { readJson } from './input.ts';
import type { Repository } from './local/git-repository.ts';
import { isFolder } from './local/incident-inputs.ts';

/** How a fix is run before anyone reads it. */
export interface ProofOptions {
  /** Run it; otherwise it is only checked. */
  readonly prove?: boolean | undefined;
  /** The tests of the repository, as words; found from its build files by default. */
  readonly verifyCommand?: string | undefined;
  /** Folder with a `reproduce.json`; that of the incident by default. */
  readonly reproducer?: string | undefined;
  /** How many suspects are put on trial. */
  readonly trials?: number | undefined;
}

/** `reproduce.json`: files that are laid into the tree, and a command that is red while the fault is there. */
const ReproducerFile = z.object({
  copy: z.array(z.object({ from: z.string().min(1), to: z.string().min(1) })).default([]),
  prepare: z.array(z.array(z.string()).min(1)).default([]),
  command: z.array(z.string()).min(1),
  folder: z.string().optional(),
  ran: z.string().min(1).optional(),
});

/**
 * With what a fix is run in copies of a clone.
 *
 * @param incident Where the incident's own reproducer lies, in `reproduce/`.
 * @throws {SreError} `OPTION_INVALID`, `FILE_UNREADABLE` or `DOCUMENT_INVALID`.
 */
export async function proofOf(
  options: ProofOptions,
  {
    repository,
    ground,
    incident,
    redact,
  }: {
    readonly repository: Repository;
    readonly ground: ProvingGround;
    readonly incident?: string | undefined;
    readonly redact: (text: string) => string;
  },
): Promise<Omit<ProofDeps, 'clock' | 'log'>> {
  const reproducer = await reproducerIn(options.reproducer, incident);
  const verify = options.verifyCommand === undefined ? undefined : [verifyCommandOf(options.verifyCommand)];
  return {
    ground,
    redact,
    trials: options.trials ?? 0,
    commandsFor: async ({ baseSha, edits }: Remediation) => ({
      reproducer,
      suite:
        verify ??
        suiteOf(
          await repository.listFiles(baseSha),
          edits.map(({ path }) => path),
        ),
    }),
  };
}

/** Words as a shell would split them, without a shell: nothing in them is expanded. */
function verifyCommandOf(text: string): Command {
  const args = parseArgsStringToArgv(text);
  if (args.length > 0) return { args };
  throw new SreError(
    'OPTION_INVALID',
    'The command that runs the tests is empty.',
    'Give `--verify-command "mvn -q test"`, or leave it out.',
  );
}

async function reproducerIn(named: string | undefined, incident: string | undefined): Promise<Reproducer | undefined> {
  const folder =
    named ?? (incident !== undefined && (await isFolder(incident)) ? join(incident, 'reproduce') : undefined);
  if (folder === undefined || (named === undefined && !(await isFolder(folder)))) return undefined;
  const read = ReproducerFile.safeParse(await readJson(join(folder, 'reproduce.json')));
  if (!read.success) {
    throw new SreError(
      'DOCUMENT_INVALID',
      `${join(folder, 'reproduce.json')} is not a reproducer: ${z.prettifyError(read.error)}`,
      'It must hold `command`, a list of words, and may hold `copy`, `prepare`, `folder` and `ran`.',
    );
  }
  const { copy, prepare, command, folder: within, ran } = read.data;
  const at = (args: readonly string[]): Command => ({ args, ...(within === undefined ? {} : { folder: within }) });
  const files = copy.map(async ({ from, to }) => ({ path: to, content: await contentOf(folder, from) }));
  return { prepare: prepare.map(at), command: at(command), files: await Promise.all(files), ran };
}

async function contentOf(folder: string, file: string): Promise<Uint8Array> {
  return readFile(resolve(folder, file)).catch((cause: NodeJS.ErrnoException) => {
    throw new SreError(
      'FILE_UNREADABLE',
      `${join(folder, file)} cannot be read (${cause.code}).`,
      'Check `copy` in reproduce.json.',
      { cause },
    );
  });
}
