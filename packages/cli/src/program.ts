import { publishedText, SreError, stages, summaryText } from '@sre-aiops/core';
import { Command, CommanderError, Help, Option } from 'commander';
import { systemClock } from './clock.ts';
import { addInit } from './commands/init.ts';
import { addNotify } from './commands/notify.ts';
import { addPlumbing } from './commands/plumbing.ts';
import { alertNumbersIn, type Responded, respond } from './commands/respond.ts';
import { addStage } from './commands/stage.ts';
import { addStatus } from './commands/status.ts';
import { examples } from './examples.ts';
import { assertKnowledgeAt } from './local/knowledge-folder.ts';
import { addProofOptions, alertNumberOption, engineOption, logsHelp, numberOf, repoHelp } from './options.ts';
import type { ProofOptions } from './proof.ts';
import { plain, terminalLog } from './terminal.ts';
import type { EngineName } from './thinking/engine-names.ts';
import { version } from './version.ts';

const done = 0;
const failed = 1;
const wrongUsage = 2;

/**
 * Runs one command line.
 *
 * @param args Without `node` and the script.
 * @returns The exit code: 0 done, 1 failed with a remedy, 2 wrong usage.
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    await commandLine().parseAsync(args, { from: 'user' });
    return done;
  } catch (error) {
    return reported(error);
  }
}

/** All commands with their options and help. */
export function commandLine(): Command {
  const program = new Command('sre-aiops')
    .description(
      'Answers a production incident: what broke, which merged change did it, a fix that was tried, a runbook, alert rules.',
    )
    .version(version)
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureHelp({ optionDescription })
    .addHelpText(
      'after',
      `
Start here:
  $ sre-aiops respond alert.json --logs app.log --repo ../my-service
  $ sre-aiops respond incidents/scenario-2-500-schema-drift

Every stage can be run again from the incident's folder:
  $ sre-aiops diagnose sre-aiops-out/<incident-id>

Exit codes: 0 done, 1 failed (the message says what to do), 2 wrong usage.`,
    );
  addRespond(program);
  addStatus(program);
  addInit(program);
  addNotify(program);
  for (const stage of stages) addStage(program, stage);
  addPlumbing(program);
  for (const command of program.commands) {
    const lines = (examples[command.name()] ?? []).map((line) => (line.startsWith('#') ? `  ${line}` : `  $ ${line}`));
    command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  }
  return program;
}

/** Says of an option that it must be given. */
function optionDescription(option: Option): string {
  const description = new Help().optionDescription(option);
  return option.mandatory ? `${description} (required)` : description;
}

function addRespond(program: Command): void {
  const command = program
    .command('respond')
    .description('Answer one incident, from alert to runbook, into a folder or onto GitHub')
    .argument(
      '<incident>',
      'payload of the alert (JSON file, or - for standard input), or a folder with alert.json and logs.txt',
    )
    .option('--logs <file...>', logsHelp)
    .option('--repo <repository>', repoHelp)
    .addOption(engineOption())
    .option('--out <folder>', 'where the incident folder is made', 'sre-aiops-out')
    .option(
      '--knowledge <folder>',
      'knowledge base with past incidents (default: "knowledge-base", or that of owner/name)',
    )
    .option('--learn', 'write the entry of this incident into the knowledge base too, so that the next one finds it')
    .addOption(
      new Option('--publish', 'publish on GitHub: issue, pull request, infrastructure work, lessons').conflicts(
        'learn',
      ),
    )
    .option('--again', 'with --publish: answer also what an open issue answers already')
    .option('--issue <number>', 'with --publish: answer on this existing issue', numberOf('an issue'))
    .addOption(alertNumberOption())
    .addOption(
      new Option(
        '--each',
        'answer each alert of a payload that carries several, not the group as one incident',
      ).conflicts('alertNumber'),
    )
    .option('--json', 'print all documents as one JSON object')
    .option('--prove', 'run the fix before anyone reads it: reproducer red then green, tests green');
  addProofOptions(command);
  command.action(async (incident: string, options: RespondFlags) => {
    if (options.knowledge !== undefined) await assertKnowledgeAt(options.knowledge, options.learn);
    const failures: SreError[] = [];
    const numbers = options.each ? await alertNumbersIn(incident, systemClock.now()) : [options.alertNumber];
    for (const alertNumber of numbers) {
      const responded = await respond({ incident, ...options, alertNumber, clock: systemClock, log: terminalLog() });
      process.stdout.write(
        options.json ? `${JSON.stringify(jsonOf(responded))}\n` : textOf(responded, options.publish),
      );
      if (responded.verdict === 'answered') failures.push(...responded.failures);
    }
    const [failure] = failures;
    if (failure) throw failure;
  });
}

interface RespondFlags extends ProofOptions {
  readonly logs?: string[];
  readonly repo?: string;
  readonly engine: EngineName;
  readonly out: string;
  readonly knowledge?: string;
  readonly learn?: boolean;
  readonly publish?: boolean;
  readonly again?: boolean;
  readonly alertNumber?: number;
  readonly each?: boolean;
  readonly issue?: number;
  readonly json?: boolean;
}

/** The documents with their folder, or what is known of the alert. */
function jsonOf(responded: Responded): object {
  if (responded.verdict !== 'answered') {
    return { verdict: responded.verdict, ...(responded.issue ? { issue: responded.issue } : {}) };
  }
  return { folder: responded.folder, ...responded.documents };
}

function textOf(responded: Responded, isPublished = false): string {
  if (responded.verdict === 'answered') {
    const { folder, documents } = responded;
    return `${summaryText({ ...documents, folder })}${isPublished ? publishedText(documents.publication) : ''}`;
  }
  const where = responded.issue && ` ${plain(responded.issue.location)}`;
  if (responded.verdict === 'resolved')
    return where ? `Over      told on${where}\n` : 'Over      the alert is resolved, and there is no issue of it\n';
  const state =
    responded.issue?.state === 'closed' ? 'is closed and tells of this firing' : 'is open and answers this alert';
  return `Known    ${where}\n          ${state}; \`--again\` answers it anew\n`;
}

/** Failures of the machine that can meet any command. */
const machineFailures: Readonly<Record<string, string>> = {
  EACCES: 'Check who may read and write there.',
  EDQUOT: 'Make room, or give `--out` and the variable TMPDIR another disk.',
  EMFILE: 'Close other programs, or raise the limit with `ulimit -n`.',
  ENOSPC: 'Make room, or give `--out` and the variable TMPDIR another disk.',
  EPERM: 'Check who may read and write there.',
  EROFS: 'Give `--out` and the variable TMPDIR a disk that can be written to.',
};

/** Says what went wrong on standard error; a bug keeps its stack trace only where `SRE_AIOPS_DEBUG` asks for it. */
function reported(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? done : wrongUsage;
  if (error instanceof SreError) {
    process.stderr.write(`error: ${plain(error.message)}\n  ${plain(error.remedy)} (${error.code})\n`);
    return error.code === 'OPTION_INVALID' ? wrongUsage : failed;
  }
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  const machineRemedy = machineFailures[code];
  if (machineRemedy) {
    process.stderr.write(`error: ${plain(message)}\n  ${machineRemedy} (${code})\n`);
    return failed;
  }
  const text = process.env.SRE_AIOPS_DEBUG && error instanceof Error ? error.stack : String(error);
  process.stderr.write(
    `error: unexpected failure: ${plain(text ?? '')}\n  Please report it; SRE_AIOPS_DEBUG=1 shows where it happened.\n`,
  );
  return failed;
}
