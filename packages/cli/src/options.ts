import { type Command, InvalidArgumentError, Option } from 'commander';
import { engineNames } from './thinking/engine-names.ts';

/** What `--repo` takes. */
export const repoHelp = 'clone of the service that failed, or owner/name on GitHub (default: the clone you stand in)';

/** What `--logs` takes. */
export const logsHelp =
  'logs of any size, also of gzip, zstd and zip: files, globs, - for standard input, a command as \'["kubectl","logs",…]\', loki:https://…, https://…, artifact:RUN/NAME';

/** Reads the number of something on GitHub. */
export function numberOf(what: string): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
    throw new InvalidArgumentError(`It must be the number of ${what}.`);
  };
}

/** Reads a count, 0 included. */
export function countOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a count.');
}

/** Which alert of a group. */
export function alertNumberOption(): Option {
  return new Option(
    '--alert-number <n>',
    'which alert of a payload that carries several, from 1, as `normalise --each` lists them (default: the group as one incident)',
  ).argParser(numberOf('an alert'));
}

/** Who thinks. */
export function engineOption(): Option {
  return new Option('--engine <name>', 'who thinks: a model that is set up, or the embedded engine')
    .choices(engineNames)
    .default('auto');
}

/** Adds the options by which a fix is run. */
export function addProofOptions(command: Command): Command {
  return command
    .option('--clone <folder>', 'clone in whose copies the fix is run (default: the one of --repo)')
    .option('--verify-command <words>', 'how the tests of the repository are run (default: found from its build files)')
    .option('--reproducer <folder>', "folder with a reproduce.json (default: reproduce/ in the incident's folder)")
    .option('--trials <n>', 'suspects that are put on trial: is the reproducer green without them?', countOf)
    .option('--minutes <n>', 'time that one command may take (default: 10)', numberOf('minutes'));
}
