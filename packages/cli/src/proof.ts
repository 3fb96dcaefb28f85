import { readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import {
  type Clock,
  type Command,
  createRedactor,
  type Documents,
  type Log,
  proveFix,
  type RemediateDeps,
  type Reproducer,
  SreError,
  suiteOf,
  withProof,
} from '@sre-aiops/core';
import { parseArgsStringToArgv } from 'string-argv';
import { z } from 'zod';
import { readJson } from './input.ts';
import { openRepository, type Repository } from './local/git-repository.ts';
import { documentIn, writeDocument, writeWhole } from './local/incident-folder.ts';
import { isFolder } from './local/incident-inputs.ts';
import { provingGround } from './local/proving-ground.ts';

/** How a fix is run before anyone reads it. */
export interface ProofOptions {
  /** Run it; otherwise it is only checked. */
  readonly prove?: boolean | undefined;
  /** Clone in whose copies it is run; the one that is read by default. */
  readonly clone?: string | undefined;
  /** The tests of the repository, as words; found from its build files by default. */
  readonly verifyCommand?: string | undefined;
  /** Folder with a `reproduce.json`; that of the incident by default. */
  readonly reproducer?: string | undefined;
  /**
   * Folder on whose sub-folders the npm packages are installed that a reproducer wants, for the same lock files; they are
   * installed in every copy by default.
   */
  readonly installed?: string | undefined;
  /** How many suspects are put on trial; none by default. */
  readonly trials?: number | undefined;
  /** Minutes that one command may take; 10 by default. */
  readonly minutes?: number | undefined;
}

/**
 * Lends what a fix is run with to some work, where that is asked for, and ends afterwards what still runs.
 *
 * @param incident Folder of the incident, which may hold a reproducer in `reproduce/`.
 * @throws {SreError} `OPTION_INVALID`, `FILE_UNREADABLE`, `DOCUMENT_INVALID`, or `REPOSITORY_UNREADABLE`.
 */
export async function withProvingGround<Result>(
  options: ProofOptions & { readonly clock: Clock; readonly log: Log },
  repository: Repository | undefined,
  incident: string | undefined,
  work: (proof: RemediateDeps['proof']) => Promise<Result>,
): Promise<Result> {
  if (!options.prove) return work(undefined);
  const { clock, log, clone = repository?.clone, minutes = 10 } = options;
  if (clone === undefined) {
    throw new SreError(
      'OPTION_INVALID',
      'A fix is run in copies of a clone, and none is named.',
      'Give `--clone` the folder of one, or leave `--prove` out.',
    );
  }
  const opened = await openRepository(clone);
  const ground = provingGround({
    repository: clone,
    timeLimitSeconds: minutes * 60,
    keptOutputBytes,
    clock,
    log,
  });
  try {
    const reproducer = await reproducerIn(options, incident);
    const verify = options.verifyCommand === undefined ? undefined : [verifyCommandOf(options.verifyCommand)];
    return await work({
      ground,
      redact: createRedactor().redact,
      trials: options.trials ?? 0,
      commandsFor: async ({ baseSha, edits }) => {
        const touched = edits.map(({ path }) => path);
        const suite = verify ?? suiteOf(await filesAt(baseSha, opened, clone), touched);
        return { reproducer, suite: suite.filter((command) => !isInstalled(command, reproducer)) };
      },
    });
  } finally {
    await ground.close();
    opened.close();
  }
}

/**
 * Runs the fix of an incident's folder, as a process without a token does: writes `proof.json`, and into `remediation.json`
 * what was seen.
 *
 * @throws {SreError} as {@link withProvingGround}, and when a document is missing.
 */
export async function proveAt(
  folder: string,
  options: ProofOptions & { readonly clock: Clock; readonly log: Log },
): Promise<Pick<Documents, 'incident' | 'diagnosis' | 'remediation'>> {
  const [incident, diagnosis, remediation] = await Promise.all([
    documentIn(folder, 'incident'),
    documentIn(folder, 'diagnosis'),
    documentIn(folder, 'remediation'),
  ]);
  const { clock, log, clone = '.' } = options;
  return withProvingGround({ ...options, clone, prove: true }, undefined, folder, async (deps) => {
    const proof = await proveFix(incident, remediation, { ...deps!, clock, log });
    log.info(`Proof: ${proof.verdict}. ${proof.why}`);
    const told = withProof(remediation, proof);
    await writeWhole(join(folder, 'proof.json'), `${JSON.stringify(proof, null, 2)}\n`);
    await writeDocument(folder, 'remediation', told);
    return { incident, diagnosis, remediation: told };
  });
}

/** Of the end of an output, so that what a red run says is found in it: a failed test of Spring prints much after its reason. */
const keptOutputBytes = 2 * 1024 * 1024;

const npmCi: Command = { args: ['npm', 'ci', '--no-audit', '--no-fund'] };

/**
 * `reproduce.json`: files that are laid into the tree, folders whose npm packages are installed, commands that prepare, and
 * the one that is red while the fault is there; what it `says` then.
 */
const ReproducerFile = z.object({
  copy: z.array(z.object({ from: z.string().min(1), to: z.string().min(1) })).default([]),
  prepare: z.array(z.array(z.string()).min(1)).default([]),
  command: z.array(z.string()).min(1),
  folder: z.string().optional(),
  packages: z.array(z.string()).default([]),
  says: z.string().min(1).optional(),
});

/** @throws {SreError} `REPOSITORY_UNREADABLE` when the clone does not hold the commit. */
async function filesAt(sha: string, repository: Repository, clone: string): Promise<string[]> {
  return repository.listFiles(sha).catch((cause: unknown) => {
    throw new SreError(
      'REPOSITORY_UNREADABLE',
      `The clone ${clone} does not hold ${sha.slice(0, 12)}, the commit that the fix was planned on.`,
      'Fetch it: in a workflow check out the same repository with `fetch-depth: 0`.',
      { cause },
    );
  });
}

/** Whether a command installs npm packages that are laid in already. */
function isInstalled({ args, folder }: Command, reproducer: Reproducer | undefined): boolean {
  const installs = args[0] === 'npm' && (args[1] === 'ci' || args[1] === 'install');
  return installs && (reproducer?.laid.folders ?? []).some(({ path }) => path === `${folder}/node_modules`);
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

async function reproducerIn(
  { reproducer: named, installed }: ProofOptions,
  incident: string | undefined,
): Promise<Reproducer | undefined> {
  const folder =
    named ?? (incident !== undefined && (await isFolder(incident)) ? join(incident, 'reproduce') : undefined);
  if (folder === undefined || (named === undefined && !(await isFolder(folder)))) return undefined;
  const read = ReproducerFile.safeParse(await readJson(join(folder, 'reproduce.json')));
  if (!read.success) {
    throw new SreError(
      'DOCUMENT_INVALID',
      `${join(folder, 'reproduce.json')} is not a reproducer: ${z.prettifyError(read.error)}`,
      'It must hold `command`, a list of words, and may hold `copy`, `packages`, `prepare`, `folder` and `says`.',
    );
  }
  const { copy, packages, prepare, command, folder: within, says } = read.data;
  const at = (args: readonly string[]): Command => ({ args, ...(within === undefined ? {} : { folder: within }) });
  const files = copy.map(async ({ from, to }) => ({ path: to, content: await contentOf(folder, from) }));
  const installs = installed === undefined ? packages.map((name) => ({ ...npmCi, folder: name })) : [];
  const modules = (name: string) => ({ path: `${name}/node_modules`, from: resolve(installed!, name, 'node_modules') });
  const folders = installed === undefined ? [] : packages.map(modules);
  return {
    prepare: [...installs, ...prepare.map(at)],
    command: at(command),
    laid: { files: await Promise.all(files), folders },
    says,
  };
}

async function contentOf(folder: string, file: string): Promise<Uint8Array> {
  const path = resolve(folder, file);
  if (!path.startsWith(resolve(folder) + sep)) {
    const remedy = 'Put it beside reproduce.json.';
    throw new SreError('DOCUMENT_INVALID', `reproduce.json copies ${file}, which lies outside of its folder.`, remedy);
  }
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new SreError(
      'FILE_UNREADABLE',
      `${join(folder, file)} cannot be read (${cause.code}).`,
      'Check `copy` in reproduce.json.',
      { cause },
    );
  });
}
