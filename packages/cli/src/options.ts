import { InvalidArgumentError } from 'commander';

/** What `--repo` takes. */
export const repoHelp = 'clone of the service that failed, or owner/name on GitHub (default: the clone you stand in)';

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
