import { InvalidArgumentError } from 'commander';

/** What `--repo` takes. */
export const repoHelp = 'clone of the service that failed, or owner/name on GitHub (default: the clone you stand in)';

/** The number of an issue. */
export function issueNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be the number of an issue.');
}
