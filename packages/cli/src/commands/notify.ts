import { SreError } from '@sre-aiops/core';
import type { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { notify } from '../notify/notify.ts';
import { webhook } from '../notify/webhook.ts';
import { openGithub } from '../remote/github.ts';
import { terminalLog } from '../terminal.ts';

const variable = 'SRE_AIOPS_WEBHOOK';

/** Adds the command that tells a channel of an answer. The address is a secret, so it is in the environment. */
export function addNotify(program: Command): void {
  program
    .command('notify')
    .description('Tell a channel of Slack or Teams of an answer, once')
    .argument('<folder>', "the incident's folder")
    .option('--repo <owner/name>', 'where it was published: what was told is recorded there, not in the folder')
    .option('--host <host>', 'one more host that may be called, which takes what Slack takes')
    .addHelpText('after', `\nThe address of the incoming webhook is read from the variable ${variable}.`)
    .action(async (folder: string, { repo, host }: { repo?: string; host?: string }) => {
      const address = process.env[variable];
      if (!address) {
        throw new SreError('OPTION_INVALID', 'Nothing says which channel to tell.', `Set ${variable} to its webhook.`);
      }
      const log = terminalLog();
      const github = repo === undefined ? undefined : openGithub(repo, { clock: systemClock, log });
      await notify(folder, { channel: webhook(address, { host }), log, github });
    });
}
