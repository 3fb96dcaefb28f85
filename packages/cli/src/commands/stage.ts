import { join } from 'node:path';
import {
  type DocumentName,
  type Documents,
  documentSchemas,
  noRepository,
  offlineEngine,
  pipeline,
  runStage,
  SreError,
  type Stage,
  type StageDeps,
  settlePublication,
} from '@sre-aiops/core';
import { type Command, Option } from 'commander';
import { systemClock } from '../clock.ts';
import { assertOneStdin, openLogs, readPayload } from '../input.ts';
import { incidentFolder, outdatedBy, readDocumentIfPresent, writeDocument } from '../local/incident-folder.ts';
import { inputsOf, repositoryAround } from '../local/incident-inputs.ts';
import { assertKnowledgeAt } from '../local/knowledge-folder.ts';
import { withScratch } from '../local/scratch.ts';
import { numberOf, repoHelp } from '../options.ts';
import { placesOf } from '../places.ts';
import { type NamedRepository, onGithub, repositoryNamed } from '../repository.ts';
import { terminalLog } from '../terminal.ts';

type AnyStage = Stage<StageDeps>;

interface StageOptions {
  readonly logs?: string[];
  readonly repo?: string;
  readonly out?: string;
  readonly knowledge?: string;
  readonly learn?: boolean;
  readonly publish?: boolean;
  readonly issue?: number;
  readonly ciLog?: string;
  readonly ciRun?: number;
  readonly maxAttempts?: string;
  readonly json?: boolean;
}

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
      .option('--logs <file...>', 'log files (- for standard input)')
      .option('--out <folder>', 'where the incident folder is made', 'sre-aiops-out');
  if (stage.name === 'repair') {
    command
      .addOption(new Option('--ci-log <file>', 'log of the failed run').conflicts('ciRun'))
      .option('--ci-run <id>', 'number of the failed workflow run, with --repo owner/name', numberOf('a workflow run'))
      .option('--max-attempts <n>', 'repairs before a person is asked', '1');
  }
  command.action((target: string, options: StageOptions) =>
    starts ? withScratch((scratch) => runFirst(stage, target, options, scratch)) : runIn(stage, target, options),
  );
}

async function runFirst(stage: AnyStage, incident: string, options: StageOptions, scratch: string): Promise<void> {
  assertOneStdin([incident, ...(options.logs ?? [])]);
  const named = await namedIn(options);
  const inputs = await inputsOf({ incident, logs: options.logs, repository: named?.repository, scratch });
  try {
    const payload = await readPayload(inputs.alert);
    const folder = incidentFolder(options.out ?? '', payload, systemClock.now());
    const deps = await depsOf(folder, options, named, {
      payload,
      logs: await openLogs(inputs.logs),
      code: inputs.repository ?? noRepository,
      workspace: inputs.repository,
    });
    await finish(stage, folder, await runStage(stage, {}, deps), options);
  } finally {
    inputs.repository?.close();
  }
}

async function runIn(stage: AnyStage, folder: string, options: StageOptions): Promise<void> {
  const documents: Partial<Record<DocumentName, unknown>> = {};
  for (const name of [...stage.reads, ...stage.readsIfPresent])
    documents[name] = await readDocumentIfPresent(folder, name);
  const named = await namedIn(options);
  if (options.publish) onGithub(named);
  const repository = named?.repository ?? (await repositoryAround());
  if (stage.name === 'repair' && options.ciLog === undefined && options.ciRun === undefined) {
    throw new SreError(
      'OPTION_INVALID',
      'Nothing says why CI is red.',
      'Give `--ci-log FILE`, or `--ci-run ID --repo owner/name`.',
    );
  }
  const deps = await depsOf(folder, options, named, { code: repository ?? noRepository, workspace: repository });
  try {
    const after = await runStage(stage, documents as Partial<Documents>, deps);
    await finish(stage, folder, after, options);
    if (stage.publishes) await settlePublication(after as Documents, deps.writer);
  } finally {
    repository?.close();
  }
}

async function namedIn({ repo, issue }: StageOptions): Promise<NamedRepository | undefined> {
  return repo === undefined ? undefined : repositoryNamed(repo, { clock: systemClock, log: terminalLog(), issue });
}

async function depsOf(
  folder: string,
  options: StageOptions,
  named: NamedRepository | undefined,
  own: Pick<StageDeps, 'code' | 'workspace'> & Partial<StageDeps>,
): Promise<StageDeps> {
  if (options.knowledge !== undefined) await assertKnowledgeAt(options.knowledge, options.learn);
  return {
    payload: undefined,
    logs: await openLogs([]),
    ciLog: await ciLogOf(options, named),
    maxAttempts: Math.min(3, Math.max(0, Number.parseInt(options.maxAttempts ?? '1', 10) || 0)),
    engine: offlineEngine,
    clock: systemClock,
    log: terminalLog(),
    ...placesOf(folder, { ...options, github: named?.github }),
    ...own,
  };
}

async function ciLogOf({ ciLog, ciRun }: StageOptions, named: NamedRepository | undefined) {
  if (ciRun === undefined) return openLogs(ciLog === undefined ? [] : [ciLog]);
  return onGithub(named).failedLogs(ciRun);
}

async function finish(
  stage: AnyStage,
  folder: string,
  documents: Partial<Documents>,
  options: StageOptions,
): Promise<void> {
  const document = documentSchemas[stage.writes].parse(documents[stage.writes]) as Documents[DocumentName];
  const outdated = await outdatedBy(folder, stage.writes, document);
  await writeDocument(folder, stage.writes, document);
  if (outdated.length > 0) terminalLog().warning(outdatedText(stage.writes, outdated));
  process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : `${join(folder, `${stage.writes}.json`)}\n`);
}

function outdatedText(name: DocumentName, outdated: readonly DocumentName[]): string {
  const again = pipeline.filter(({ writes }) => outdated.includes(writes)).map((stage) => stage.name);
  const files = outdated.map((later) => `${later}.json`).join(', ');
  return `${name}.json changed; ${files} ${outdated.length > 1 ? 'are' : 'is'} of the older one. Run again: ${again.join(', ')}.`;
}
