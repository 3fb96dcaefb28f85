import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as actions from '@actions/core';
import {
  type Alert,
  createRedactor,
  incidentId,
  inline,
  type Log,
  type Mode,
  normaliseAlert,
  type Policy,
  type Reason,
  type Recognised,
  recogniseIncident,
  repositoryOfService,
  responseSummary,
  SreError,
  stages,
  stepSummary,
} from '@sre-aiops/core';
import {
  type AnyStage,
  assertFolderIs,
  folderSha256,
  keepProof,
  openGithub,
  type ProvenDocuments,
  parseJson,
  plain,
  proveAt,
  readAlert,
  respond,
  runStageAt,
  type StageRun,
  serviceIn,
  withArrivedProof,
  withScratch,
} from 'sre-aiops';
import { tellAnswer, tellEnd } from './channel.ts';
import { type ActionOptions, workOn } from './infrastructure.ts';
import { type ActionName, byService, type Given } from './inputs.ts';
import { actionsLog } from './log.ts';
import { outputsOf } from './outputs.ts';
import { summarise } from './summary.ts';

/** Annotations that are set on the culprit's lines; GitHub shows ten of a step. */
const maxAnnotations = 10;
/** Jobs that GitHub makes of a matrix at most. */
const maxMatrix = 256;
/** Characters of an annotation that are kept: of its text, and of its title. */
const maxText = 1000;
const maxTitle = 200;

/** The work of an action: runs its stage, or the whole response, on the incident's folder, sets the outputs, writes the summary. */
export async function run(name: ActionName, given: Given, mode: Mode): Promise<void> {
  await withScratch(async (scratch) => {
    const home = given.repository === byService ? await atItsService(given, mode, scratch) : given;
    await work(name, home, optionsOf(home, mode, actionsLog), scratch).catch(declined);
  });
}

/** The inputs with the repository of the alert's service, as the policy of the workflow's own repository names it. */
async function atItsService(given: Given, mode: Mode, scratch: string): Promise<Given> {
  const own = { ...given, repository: process.env.GITHUB_REPOSITORY ?? '' };
  const options = optionsOf(own, mode, actionsLog);
  const policy = await openGithub(own.repository, options).policy();
  const service = given.folder
    ? await serviceIn(given.folder)
    : (await alertIn(await payloadFile(given.alert, scratch), policy, options)).service;
  const repository = repositoryOfService(policy, service) ?? own.repository;
  actions.info(`The service ${plain(service)} lives in ${repository}.`);
  return { ...own, repository };
}

async function alertIn(
  file: string,
  policy: Policy,
  { alertNumber, clock }: Pick<ActionOptions, 'alertNumber' | 'clock'>,
): Promise<Alert> {
  const { payload, redaction } = await readAlert(file, policy, alertNumber);
  return normaliseAlert(payload, clock.now(), createRedactor(redaction).redact).alert;
}

async function work(name: ActionName, given: Given, options: ActionOptions, scratch: string): Promise<void> {
  const { folder } = given;
  if (name === 'respond') return answer(await payloadFile(given.alert, scratch), given, options);
  if (name === 'create-issue' && folder === undefined)
    return recognise(await payloadFile(given.alert, scratch), given, options);
  const ingest = async () => runStageAt(stageOf('ingest'), await payloadFile(given.alert, scratch), options);
  if (name === 'dispatch-infra' && given.step !== 'dispatch') return workOn(given, options);
  if (name === 'dispatch-infra' && folder === undefined) throw withoutFolder();
  if (name === 'ingest') {
    const run = await ingest();
    setNumbers(run.alertNumbers ?? []);
    return tell(stageOf(name), run);
  }
  const stage = stageOf(name);
  const target = folder ?? (await ingest()).folder;
  const proven = folder === undefined ? undefined : await accept(folder, given);
  if (proven && name === 'remediate' && !isRefuted(proven)) return tell(stage, { folder: target, documents: proven });
  if (proven) await keepProof(target, proven, options.clock);
  if (folder !== undefined) actions.setOutput('folder-sha256', await folderSha256(folder));
  if (given.step === 'prove') return tell(stage, await prove(target, given, options));
  try {
    await tell(stage, await runStageAt(stage, target, { ...options, publish: stage.publishes !== undefined }));
  } catch (error) {
    // It may have written before it failed, and the steps that follow take the folder by its digest.
    if (stage.publishes) actions.setOutput('folder-sha256', await folderSha256(target));
    throw error;
  }
  if (name === 'learn') await tellAnswer(target, given, options);
}

/** A run that is none of ours to repair is no failure: one line in the summary, and nothing for a later step to do. */
async function declined(error: unknown): Promise<void> {
  if (!(error instanceof SreError) || error.code !== 'REPAIR_DECLINED') throw error;
  const { message, remedy } = error;
  actions.setOutput('repair', 'declined');
  actions.notice(plain(`${message} ${remedy}`));
  await summarise(`${inline(message, { max: 500 })} ${remedy}`);
}

/**
 * Looks at what an earlier job handed on before anything is done with it: the folder, and what the proof says of its fix.
 *
 * @throws {SreError} `FOLDER_ALTERED`, `FOLDER_INVALID`, or `PROOF_INVALID`.
 */
async function accept(folder: string, given: Given): Promise<ProvenDocuments | undefined> {
  const hash = given['folder-sha256'];
  if (hash !== undefined) await assertFolderIs(folder, hash);
  return given.proof === undefined || given.step === 'prove' ? undefined : withArrivedProof(folder, given.proof);
}

/** Whether the fix was run and does not heal, so that another one is to be planned. */
function isRefuted({ remediation }: ProvenDocuments): boolean {
  return remediation.proofRun?.verdict === 'refuted';
}

/** Runs the fix of a folder in copies of the checkout; nothing is asked of GitHub. */
async function prove(folder: string, given: Given, { clock, log }: ActionOptions): Promise<StageRun> {
  const { clone, reproducer, trials, minutes } = given;
  const options = { clone, reproducer, trials, minutes, verifyCommand: given['verify-command'], clock, log };
  return { folder, documents: await proveAt(folder, options) };
}

function stageOf(name: ActionName): AnyStage {
  return stages.find((stage) => stage.name === name) as AnyStage;
}

/** The whole response in one step. What could not be published fails the step once the rest stands. */
async function answer(payload: string, given: Given, options: ActionOptions): Promise<void> {
  const answered = await respond({ ...options, incident: payload, publish: true });
  const isKnown = answered.verdict !== 'answered';
  actions.setOutput('verdict', answered.verdict);
  if (isKnown) {
    actions.info(`This alert is ${answered.verdict}${answered.issue ? `: ${answered.issue.location}` : ''}`);
    setIssue(answered.issue);
    if (answered.verdict !== 'resolved' || !answered.issue) return;
    const policy = await openGithub(options.github ?? '', options).policy();
    return tellEnd(await alertIn(payload, policy, options), answered.issue, given, options);
  }
  const { folder, documents, failures } = answered;
  await setOutputs(folder, documents);
  annotate(documents);
  await summarise(responseSummary(documents));
  await tellAnswer(folder, given, options);
  if (failures.length === 0) return;
  const told = failures.map(({ message, remedy, code }) => `${message}\n${remedy} (${code})`);
  actions.setFailed(`Not everything could be published; run this again when it is mended.\n${told.join('\n')}`);
}

/** Says what an alert is before anybody thinks about it; a firing that is new to its issue is counted, an end is told. */
async function recognise(payload: string, given: Given, options: ActionOptions): Promise<void> {
  const { writer, policy } = openGithub(options.github ?? '', options);
  const alert = await alertIn(payload, await policy(), options);
  const { verdict, issue } = await recogniseIncident(alert, { writer, log: options.log });
  actions.info(`This alert is ${verdict}${issue ? `: ${issue.location}` : ''}`);
  actions.setOutput('verdict', verdict);
  actions.setOutput('key', incidentId(alert).slice(9));
  actions.setOutput('known', String(verdict === 'known' || verdict === 'resolved'));
  setIssue(issue);
  if (verdict === 'resolved' && issue) await tellEnd(alert, issue, given, options);
}

function withoutFolder(): SreError {
  return new SreError(
    'OPTION_INVALID',
    '`folder` is missing.',
    'Give it the output `folder` of the step before, or another `step`.',
  );
}

function setIssue(issue: Recognised['issue']): void {
  if (!issue) return;
  actions.setOutput('issue-url', issue.location);
  actions.setOutput('issue-number', issue.number);
}

/** As texts: a reusable workflow takes a number for an input that is a text only where GitHub converts it. */
function setNumbers(numbers: readonly number[]): void {
  const told = numbers.slice(0, maxMatrix);
  actions.setOutput('alert-numbers', JSON.stringify(told.map(String)));
  if (told.length === numbers.length) return;
  actions.warning(
    `Of ${numbers.length} alerts the first ${maxMatrix} are in \`alert-numbers\`: a matrix takes no more.`,
  );
}

/** The digest is told last, of the folder as it is handed on. */
async function setOutputs(folder: string, documents: StageRun['documents']): Promise<void> {
  for (const [name, value] of Object.entries(outputsOf(folder, documents))) actions.setOutput(name, value);
  actions.setOutput('folder-sha256', await folderSha256(folder));
}

function optionsOf(given: Given, mode: Mode, log: Log): ActionOptions {
  return {
    // A clone that is named is read in place of GitHub.
    ...(given.clone === undefined ? { github: given.repository } : { repo: given.clone }),
    // Uploads leave out folders that begin with a dot, so ours does not.
    out: join(process.env.RUNNER_TEMP || tmpdir(), 'sre-aiops', 'incidents'),
    alertNumber: given['alert-number'],
    logs: given.logs && given.logs.length > 0 ? given.logs : undefined,
    knowledge: given.knowledge,
    issue: given.issue,
    ciRun: given['run-id'],
    ciLog: given['ci-log'],
    maxAttempts: given['max-attempts'],
    repairAs: given['repair-as'],
    mode,
    clock: { now: () => new Date().toISOString() },
    log,
    engine: given.engine,
    env: { ...process.env, ...modelOf(given), GITHUB_TOKEN: given['github-token'] },
  };
}

/** The variables that say which model is asked, from the inputs that name one. */
function modelOf(given: Given): Record<string, string> {
  const variables = {
    SRE_AIOPS_MODEL: given.model,
    SRE_AIOPS_MODEL_URL: given['model-url'],
    SRE_AIOPS_MODEL_KEY: given['model-key'],
    SRE_AIOPS_MODEL_API_VERSION: given['model-api-version'],
    SRE_AIOPS_COPILOT: given['copilot-path'],
    COPILOT_GITHUB_TOKEN: given['copilot-token'],
  };
  return Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/**
 * The file with the alert's payload: the one that is named, JSON that is given as it is, or what the event brought. It is
 * not redacted yet, so what we write of it goes when we go.
 *
 * @throws {SreError} `ALERT_MISSING`, or `DOCUMENT_INVALID`.
 */
async function payloadFile(alert: string | undefined, scratch: string): Promise<string> {
  if (alert !== undefined && !alert.startsWith('{') && !alert.startsWith('[')) return alert;
  const payload = alert === undefined ? await eventPayload() : parseJson(alert, '`alert`');
  if (payload === undefined) {
    throw new SreError(
      'ALERT_MISSING',
      'No alert was given, and the event that started this run brings none.',
      'Give `alert` a file, or JSON such as the `client_payload` of a repository_dispatch.',
    );
  }
  const file = join(scratch, 'alert.json');
  await writeFile(file, JSON.stringify(payload));
  return file;
}

/** Events of GitHub that are alerts themselves, by the property that tells them. */
const ownEvents = ['deployment_status', 'workflow_run', 'issue'];

async function eventPayload(): Promise<unknown> {
  const text = await readFile(process.env.GITHUB_EVENT_PATH ?? '', 'utf8').catch(() => '{}');
  const event = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
  return event?.client_payload ?? (ownEvents.some((name) => event?.[name] !== undefined) ? event : undefined);
}

async function tell(stage: AnyStage, { folder, documents }: StageRun): Promise<void> {
  await setOutputs(folder, documents);
  if (stage.name === 'diagnose') annotate(documents);
  await summarise(stepSummary(stage.writes, documents));
}

/** Notices on the lines of the culprit that the evidence points at. */
function annotate({ incident, diagnosis }: StageRun['documents']): void {
  const blamed = incident?.suspects.find(({ id }) => id === diagnosis?.culprit?.change);
  const told = (blamed?.reasons ?? []).filter(({ weight }) => weight > 0).flatMap(placesOf);
  for (const { text, path, line } of told.slice(0, maxAnnotations)) {
    const title = plain((blamed?.title ?? '').slice(0, maxTitle));
    actions.notice(plain(text.slice(0, maxText)), { title, file: path, startLine: line });
  }
}

function placesOf({ text, places }: Reason): { text: string; path: string; line: number }[] {
  return places.flatMap(({ path, line, side }) => (side === 'added' ? [{ text, path, line }] : []));
}
