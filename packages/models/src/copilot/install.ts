import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SreError } from '@sre-aiops/core';
import lock from './copilot.package-lock.json' with { type: 'json' };
import { copilotVersion } from './failures.ts';
import { runProgram } from './run-program.ts';

/** Where to, and with what. */
export interface InstallSettings {
  /** Folder below which it is kept for the steps that follow, such as `RUNNER_TEMP`. */
  readonly folder: string;
  /** `PATH`, on which npm is, proxies, and npm's own settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds before npm is ended; three minutes unless told. */
  readonly timeoutMs?: number | undefined;
}

/** What npm sees of the environment: no token of ours. */
const handedOn =
  /^(?:PATH|HOME|LANG|TMPDIR|npm_config_\w+|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|(?:https?|no|all)_proxy)$/i;
/** Only what the lock file names, by its hashes; nothing of it is run. */
const npmArguments = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

/**
 * Installs Copilot CLI at the pinned version, unless a step before has done so.
 *
 * The lock file is npm's own, made by `npm install --package-lock-only --omit-lockfile-registry-resolved` in an empty project.
 *
 * @returns The program.
 * @throws {SreError} `TOOL_MISSING` with what npm says.
 */
export async function installCopilot({ folder, env, timeoutMs = 180_000 }: InstallSettings): Promise<string> {
  const place = join(folder, `sre-aiops-copilot-${copilotVersion}`);
  const program = join('node_modules', '.bin', 'copilot');
  if (await stat(join(place, program)).catch(() => undefined)) return join(place, program);
  const part = await mkdtemp(`${place}-`).catch((cause: Error) => {
    throw notInstalled(cause.message, cause);
  });
  try {
    const { name, dependencies } = lock.packages[''];
    await writeFile(join(part, 'package.json'), JSON.stringify({ name, dependencies }));
    await writeFile(join(part, 'package-lock.json'), JSON.stringify(lock));
    const kept = Object.entries(env).filter(
      (entry): entry is [string, string] => handedOn.test(entry[0]) && entry[1] !== undefined,
    );
    const how = { folder: part, env: Object.fromEntries(kept), stdin: '', timeoutMs };
    const { ended, code, stderr } = await runProgram('npm', npmArguments, how);
    if (ended !== 'by itself') throw notInstalled(`npm did not end within ${timeoutMs / 1000} s`);
    if (code !== 0) throw notInstalled(`npm says ${stderr.replaceAll(/\s+/g, ' ').trim().slice(0, 300)}`);
    await rename(part, place);
    return join(place, program);
  } catch (error) {
    throw error instanceof SreError ? error : notInstalled((error as Error).message, error);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

function notInstalled(why: string, cause?: unknown): SreError {
  return new SreError(
    'TOOL_MISSING',
    `Copilot CLI ${copilotVersion} could not be installed: ${why}.`,
    'Let the runner reach the npm registry, or name a program that is installed in `copilot-path`.',
    { cause },
  );
}
