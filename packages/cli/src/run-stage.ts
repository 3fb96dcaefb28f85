import {
  assertPublishedAtHome,
  type DocumentName,
  type Documents,
  documentSchemas,
  type Log,
  noRepository,
  offlineEngine,
  pipeline,
  runStage,
  SreError,
  type Stage,
  type StageDeps,
  settlePublication,
} from '@sre-aiops/core';
import { unzipped } from '@sre-aiops/github';
import { assertFile, assertOneStdin, bytesOf } from './input.ts';
import type { Repository } from './local/git-repository.ts';
import { incidentFolder, outdatedBy, readDocumentIfPresent, writeDocument } from './local/incident-folder.ts';
import { inputsOf, repositoryAround } from './local/incident-inputs.ts';
import { assertKnowledgeAt } from './local/knowledge-folder.ts';
import { withScratch } from './local/scratch.ts';
import { openLogs } from './logs/open-logs.ts';
import { placesOf } from './places.ts';
import { type ProofOptions, withProvingGround } from './proof.ts';
import { numbersIn, policyOf, readAlert } from './read-alert.ts';
import {
  atDefaultBranch,
  type NamedRepository,
  onGithub,
  type RepositoryOptions,
  repositoryNamed,
} from './repository.ts';
import { engineOf } from './thinking/engine.ts';
import type { EngineName } from './thinking/engine-names.ts';

/** Any of the nine stages. */
export type AnyStage = Stage<StageDeps>;

/** With what one stage is run; each stage heeds what concerns it. */
export interface StageRunOptions extends RepositoryOptions, ProofOptions {
  /** Log files (`-` for standard input); the folder's `logs.txt` by default. */
  readonly logs?: readonly string[] | undefined;
  /** For `ingest`: which alert of a payload that carries several, from 1; the group as one incident unless told. */
  readonly alertNumber?: number | undefined;
  /** Folder under which the incident's own folder is made. */
  readonly out?: string | undefined;
  /** Folder of the knowledge base; by default `knowledge-base`, or that of the repository on GitHub. */
  readonly knowledge?: string | undefined;
  /** Write the entry into the knowledge base too. */
  readonly learn?: boolean | undefined;
  /** Publish on GitHub instead of into the folder; `repo` must be there. */
  readonly publish?: boolean | undefined;
  /** Log of the failed CI run. */
  readonly ciLog?: string | undefined;
  /** Number of the failed workflow run on GitHub. */
  readonly ciRun?: number | undefined;
  /** Who thinks; `auto` unless told. */
  readonly engine?: EngineName | undefined;
  /** Repairs before a person is asked, 0 to 3; default 1. */
  readonly maxAttempts?: number | undefined;
  /** Whether a mended fix gets a pull request of its own, which is the default, or a commit on the branch of the red one. */
  readonly repairAs?: 'pull-request' | 'commit' | undefined;
}

/** What a stage left. */
export interface StageRun {
  readonly folder: string;
  /** All documents that it read, and the one that it wrote. */
  readonly documents: Partial<Documents>;
  /** Of `ingest`: the alerts that came and are incidents of their own, whichever was taken. */
  readonly alertNumbers?: readonly number[];
}

/**
 * Runs one stage as a process of its own: reads the documents of the incident's folder, writes one.
 *
 * @param target The incident's folder; for `ingest`, which makes it, the payload of the alert or a folder with `alert.json`.
 * @throws {SreError} as `runStage`, and when a file or the repository cannot be read.
 */
export function runStageAt(stage: AnyStage, target: string, options: StageRunOptions): Promise<StageRun> {
  const starts = stage.reads.length === 0;
  return starts ? withScratch((scratch) => runFirst(stage, target, options, scratch)) : runIn(stage, target, options);
}

async function runFirst(
  stage: AnyStage,
  incident: string,
  options: StageRunOptions,
  scratch: string,
): Promise<StageRun> {
  assertOneStdin([incident, ...(options.logs ?? [])]);
  const named = await repositoryNamed(options);
  const inputs = await inputsOf({ incident, logs: options.logs, repository: named?.repository, scratch });
  try {
    const policy = await policyOf(named, inputs.repository);
    const read = await readAlert(inputs.alert, policy, options.alertNumber);
    const { payload, redaction } = read;
    const folder = incidentFolder(options.out ?? 'sre-aiops-out', payload, options.clock.now(), redaction);
    const deps = await depsOf(folder, options, named, {
      payload,
      redaction,
      logs: await openLogs(inputs.logs, { github: named?.github }),
      code: inputs.repository ?? noRepository,
      workspace: inputs.repository,
    });
    const run = await finish(stage, folder, await runStage(stage, {}, deps), options.log);
    return { ...run, alertNumbers: numbersIn(read, options.clock.now()) };
  } finally {
    inputs.repository?.close();
  }
}

async function runIn(stage: AnyStage, folder: string, options: StageRunOptions): Promise<StageRun> {
  const documents: Partial<Record<DocumentName, unknown>> = {};
  for (const name of [...stage.reads, ...stage.readsIfPresent])
    documents[name] = await readDocumentIfPresent(folder, name);
  const named = await repositoryNamed(options);
  const incident = documents.incident as Documents['incident'] | undefined;
  if (options.publish && incident) assertPublishedAtHome(incident, onGithub(named).name);
  const repository = named?.repository ?? (await repositoryAround());
  if (stage.name === 'repair' && options.ciLog === undefined && options.ciRun === undefined) {
    throw new SreError(
      'OPTION_INVALID',
      'Nothing says why CI is red.',
      'Give `--ci-log FILE`, or `--ci-run ID --repo owner/name`.',
    );
  }
  const place = { code: repository ?? noRepository, workspace: repository };
  const thinking = thinks(stage)
    ? await thinkerOf(stage, folder, options, named, repository)
    : { engine: offlineEngine };
  const deps = await depsOf(folder, options, named, { ...place, ...thinking });
  try {
    const prove = stage.name === 'remediate' && options.prove;
    const after = await withProvingGround({ ...options, prove }, repository, folder, (proof) =>
      runStage(stage, documents as Partial<Documents>, { ...deps, proof }),
    );
    const run = await finish(stage, folder, after, options.log);
    if (stage.publishes) await settlePublication(after as Documents, deps.writer);
    return run;
  } finally {
    repository?.close();
  }
}

/** Whether a stage may ask a model: one that writes a document, publishes nothing, and has evidence to show. */
export function thinks(stage: AnyStage): boolean {
  return stage.reads.length > 0 && !stage.publishes;
}

async function depsOf(
  folder: string,
  options: StageRunOptions,
  named: NamedRepository | undefined,
  own: Pick<StageDeps, 'code' | 'workspace'> & Partial<StageDeps>,
): Promise<StageDeps> {
  if (options.knowledge !== undefined) await assertKnowledgeAt(options.knowledge, options.learn);
  return {
    payload: undefined,
    logs: await openLogs([]),
    ...(await redOf(options, named)),
    maxAttempts: Math.min(3, Math.max(0, options.maxAttempts ?? 1)),
    repairAs: options.repairAs ?? 'pull-request',
    engine: offlineEngine,
    clock: options.clock,
    log: options.log,
    ...placesOf(folder, { ...options, github: named?.github }),
    ...own,
  };
}

/** Who thinks, and what nobody is shown. A stage that publishes has its answer already, and asks nobody. */
async function thinkerOf(
  stage: AnyStage,
  folder: string,
  options: StageRunOptions,
  named: NamedRepository | undefined,
  repository: Repository | undefined,
) {
  const redaction = async () => (await policyOf(named, repository)).redaction;
  const code = atDefaultBranch(named, repository, options.env);
  const engine = await engineOf({ ...options, folder, code, redaction });
  // Of the texts of a red run nothing was taken out yet; those of the documents are as `ingest` left them.
  return stage.name === 'repair' ? { engine, redaction: await redaction() } : { engine };
}

/** What is known of a red run: all of it on GitHub, or its log alone, which may be an archive. */
async function redOf({ ciLog, ciRun }: StageRunOptions, named: NamedRepository | undefined) {
  if (ciRun === undefined) return { ciLog: ciLog === undefined ? await openLogs([]) : await ciLogIn(ciLog) };
  const redRun = await onGithub(named).redRun(ciRun);
  return { redRun, ciLog: redRun.log() };
}

/** A log as it lies, or GitHub's archive, which holds each job twice: what unpacks other archives takes all that is in them. */
async function ciLogIn(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file !== '-') await assertFile(file, 'LOG_UNREADABLE');
  return unzipped(bytesOf(file, 'LOG_UNREADABLE'));
}

async function finish(stage: AnyStage, folder: string, documents: Partial<Documents>, log: Log): Promise<StageRun> {
  const document = documentSchemas[stage.writes].parse(documents[stage.writes]) as Documents[DocumentName];
  const outdated = await outdatedBy(folder, stage.writes, document);
  await writeDocument(folder, stage.writes, document);
  if (outdated.length > 0) log.warning(outdatedText(stage.writes, outdated));
  return { folder, documents: { ...documents, [stage.writes]: document } };
}

function outdatedText(name: DocumentName, outdated: readonly DocumentName[]): string {
  const again = pipeline.filter(({ writes }) => outdated.includes(writes)).map((stage) => stage.name);
  const files = outdated.map((later) => `${later}.json`).join(', ');
  return `${name}.json changed; ${files} ${outdated.length > 1 ? 'are' : 'is'} of the older one. Run again: ${again.join(', ')}.`;
}
