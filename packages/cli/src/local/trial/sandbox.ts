import { spawn } from 'node:child_process';
import type { Log } from '@sre-aiops/core';
import { bubblewrap } from './bubblewrap.ts';
import { unshare } from './unshare.ts';
import type { View } from './view.ts';

/** A way to run a command on a file system that is read-only but for a few folders, in a PID namespace of its own. */
export interface Sandbox {
  readonly name: string;
  /** The program and arguments that run a command so, in a folder. */
  wrap(view: View, folder: string, command: readonly string[]): string[];
}

/** All that we know, the better first. */
export const sandboxes: readonly Sandbox[] = [bubblewrap, unshare];

const probeLimitMs = 20_000;

/**
 * The first sandbox that works here, found by running it; without one, a warning says so.
 *
 * @param view What commands are going to see.
 */
export async function workingSandbox(
  candidates: readonly Sandbox[],
  view: View,
  log: Log,
): Promise<Sandbox | undefined> {
  for (const sandbox of process.platform === 'linux' ? candidates : []) {
    if (await works(sandbox, view)) {
      log.info(`Commands run in a sandbox (${sandbox.name}).`);
      return sandbox;
    }
  }
  log.warning(
    'Commands run without a sandbox, as neither bwrap nor unshare works here: what they run could write outside of the ' +
      'copy. Install bubblewrap on Linux and allow user namespaces, or use a machine that is thrown away.',
  );
  return undefined;
}

/** Asks the program that is there for sure, the sandbox's own, for its version. */
function works(sandbox: Sandbox, view: View): Promise<boolean> {
  const [program = '', ...args] = sandbox.wrap(view, view.scratch, ['/proc/self/exe', '--version']);
  const probe = spawn(program, args, {
    env: { PATH: process.env.PATH ?? '' },
    stdio: 'ignore',
    timeout: probeLimitMs,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve) => {
    probe.on('error', () => resolve(false));
    probe.on('exit', (code) => resolve(code === 0));
  });
}
