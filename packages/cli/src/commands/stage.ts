import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { systemClock } from '../clock.ts';
import { addProofOptions, alertNumberOption, countOf, engineOption, logsHelp, numberOf, repoHelp } from '../options.ts';
import { type AnyStage, runStageAt, type StageRunOptions, thinks } from '../run-stage.ts';
import { terminalLog } from '../terminal.ts';
import { addWorkOptions, type WorkFlags, workAt } from './work.ts';

/** Adds the command of one stage: `ingest` makes the incident's folder, every other one works in it. */
export function addStage(program: Command, stage: AnyStage): void {
  const starts = stage.reads.length === 0;
  const command = program
    .command(stage.name)
    .description(`${stage.title} (writes ${stage.writes}.json)`)
    .argument(
      starts ? '<incident>' : '<folder>',
      starts ? 'payload of the alert, or a folder with alert.json' : "the incident's folder",
    )
    .option('--json', `print ${stage.writes}.json`);
  if (['ingest', 'learn'].includes(stage.name))
    command.option('--knowledge <folder>', 'knowledge base (default: "knowledge-base")');
  if (stage.name === 'learn') command.option('--learn', 'write the entry into the knowledge base too');
  if (['ingest', 'remediate', 'repair'].includes(stage.name)) command.option('--repo <repository>', repoHelp);
  if (thinks(stage)) command.addOption(engineOption());
  if (stage.publishes)
    command
      .option('--repo <owner/name>', 'with --publish: where to')
      .option('--publish', "publish on GitHub instead of into the incident's folder")
      .option(
        '--issue <number>',
        'with --publish: the existing issue on which the incident is answered',
        numberOf('an issue'),
      );
  if (starts)
    command
      .option('--logs <file...>', logsHelp)
      .addOption(alertNumberOption())
      .option('--out <folder>', 'where the incident folder is made', 'sre-aiops-out');
  if (stage.name === 'remediate') {
    command.option('--prove', 'run the fix: reproducer red then green, tests green; plan again once if it fails');
    addProofOptions(command);
  }
  if (stage.name === 'repair') {
    command
      .addOption(new Option('--ci-log <file>', 'log of the failed run, or the archive of its logs').conflicts('ciRun'))
      .option('--ci-run <id>', 'number of the failed workflow run, with --repo owner/name', numberOf('a workflow run'))
      .option('--max-attempts <n>', 'repairs before a person is asked, at most 3', countOf, 1)
      .addOption(
        new Option('--repair-as <form>', 'a pull request in place of the red one, or one more commit on its branch')
          .choices(['pull-request', 'commit'])
          .default('pull-request'),
      );
  }
  if (stage.name === 'dispatch-infra') addWorkOptions(command);
  command.action(
    async (target: string, options: Omit<StageRunOptions, 'clock' | 'log' | keyof WorkFlags> & WorkFlags) => {
      if (options.step) return workAt(target, options);
      const { folder, documents } = await runStageAt(stage, target, {
        ...options,
        clock: systemClock,
        log: terminalLog(),
      });
      const file = `${stage.writes}.json`;
      process.stdout.write(options.json ? `${JSON.stringify(documents[stage.writes])}\n` : `${join(folder, file)}\n`);
    },
  );
}
