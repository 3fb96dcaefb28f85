import { spawn } from 'node:child_process';
import { SreError } from '@sre-aiops/core';
import { toolEnvironment } from '../infrastructure/tool-environment.ts';

/** What prints logs and changes nothing. Programs are found by the PATH. */
const readingCommands: readonly string[] = [
  'kubectl logs',
  'kubectl events',
  'kubectl describe',
  'az monitor log-analytics query',
  'az monitor app-insights query',
  'az monitor activity-log list',
  'az webapp log tail',
  'az containerapp logs show',
  'az container logs',
  'aws logs tail',
  'aws logs filter-log-events',
  'aws logs get-log-events',
  'gcloud logging read',
  'gcloud app logs read',
  'gcloud run services logs read',
  'gcloud run jobs logs read',
  'gcloud functions logs read',
  'journalctl',
];
/** Of journalctl: what does not read. */
const changing = /^--(?:vacuum|rotate|flush|sync|relinquish|smart|setup|update|force)/;

const maxComplaint = 2_000;

/**
 * What a command prints, as it prints it. No shell reads it, and it sees of the environment what the programs need to log
 * in, not the token of the job.
 *
 * @param ms How long it may take; it is ended then, and when nobody reads on.
 * @throws {SreError} `LOG_UNREADABLE` at the end when it failed, with the last words of its standard error;
 *   `OPTION_INVALID` for a command that is not known to read logs.
 */
export async function* commandOutput(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  ms: number,
): AsyncGenerator<Uint8Array> {
  const line = [program, ...args].join(' ');
  if (
    !readingCommands.some((known) => `${line} `.startsWith(`${known} `)) ||
    args.some((word) => changing.test(word))
  ) {
    throw new SreError(
      'OPTION_INVALID',
      `\`${line.slice(0, 60)}\` is no command that logs are read by.`,
      `Begin with one of: ${readingCommands.join(', ')}. Or pipe the output of another one in.`,
    );
  }
  const child = spawn(program, args, {
    env: toolEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-maxComplaint);
  });
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      resolve(`could not be started: ${code ?? message}`),
    );
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : `ended with ${code ?? signal}`));
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, ms);
  try {
    yield* child.stdout as AsyncIterable<Uint8Array>;
    const fault = await ended;
    if (fault !== undefined) {
      const why = isLate ? `took longer than ${Math.round(ms / 1000)} s` : fault;
      const words = complaint.trim().split('\n').slice(-3).join(' ');
      throw new SreError(
        'LOG_UNREADABLE',
        `${program} ${why}${words ? `: ${words}` : ''}.`,
        `Run the same command by hand: it must work without questions, in this environment.`,
      );
    }
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}
