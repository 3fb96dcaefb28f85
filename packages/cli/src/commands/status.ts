import { SreError, type StatusReport, statusReport, statusText } from '@sre-aiops/core';
import type { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { openIncidentsIn } from '../local/open-incidents.ts';
import { type GithubOptions, openGithub } from '../remote/github.ts';
import { terminalLog } from '../terminal.ts';

const defaultFolder = 'sre-aiops-out';

/** Where to look for open incidents. */
export interface StatusOptions extends GithubOptions {
  /** Folder of incidents; `sre-aiops-out` by default, which need not be there. */
  readonly folder?: string | undefined;
  /** `owner/name` on GitHub, in place of a folder. */
  readonly repo?: string | undefined;
}

/**
 * Which incidents are open and where their fixes stand: on GitHub, or in a folder of incidents. Changes nothing.
 *
 * @throws {SreError} `OPTION_INVALID`, `FILE_UNREADABLE`, or as `connect` and `openIncidents` do.
 */
export async function status({ folder, repo, ...options }: StatusOptions): Promise<StatusReport> {
  const askedAt = options.clock.now();
  if (repo !== undefined && folder !== undefined) {
    throw new SreError('OPTION_INVALID', 'Both a folder and `--repo` are named.', 'Name one of them.');
  }
  if (repo !== undefined) {
    const { name, openIncidents } = openGithub(repo, options);
    const { incidents, gaps } = await openIncidents();
    return statusReport(name, askedAt, incidents, gaps);
  }
  const where = folder ?? defaultFolder;
  const found = await openIncidentsIn(where);
  if (!found && folder !== undefined) {
    throw new SreError(
      'FILE_UNREADABLE',
      `${folder} does not exist.`,
      'Name a folder of incidents, or `--repo owner/name`.',
    );
  }
  const { incidents, gaps } = found ?? { incidents: [], gaps: [] };
  return statusReport(where, askedAt, incidents, gaps);
}

/** Adds the command that shows what is open. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('Show open incidents with their age, fixes, proofs and checks')
    .argument('[folder]', `folder of incidents (default: "${defaultFolder}")`)
    .option('--repo <owner/name>', 'the incidents of a repository on GitHub, in place of a folder')
    .option('--json', 'one JSON object, as schemas/status.json describes it')
    .action(async (folder: string | undefined, { repo, json }: { repo?: string; json?: boolean }) => {
      const report = await status({ folder, repo, clock: systemClock, log: terminalLog() });
      const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : statusText(report, columns));
    });
}
