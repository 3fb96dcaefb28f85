export { readArrived } from './arrived-file.ts';
export { keepProof, type ProvenDocuments, withArrivedProof } from './arrived-proof.ts';
export { systemClock } from './clock.ts';
export {
  type Responded,
  type RespondOptions,
  type Response,
  respond,
  respondInFolder,
} from './commands/respond.ts';
export { type StatusOptions, status } from './commands/status.ts';
export { doWork, previewWork, type WorkOptions } from './infrastructure/do-work.ts';
export { defaultSource, type Source, sourceFrom, type Template, templates } from './init/templates.ts';
export { assertFolderIs, folderSha256 } from './local/folder-digest.ts';
export { folderWriter } from './local/folder-writer.ts';
export { git, gitText } from './local/git.ts';
export { openRepository } from './local/git-repository.ts';
export { parseJson, writeWhole } from './local/incident-folder.ts';
export { knowledgeFolder } from './local/knowledge-folder.ts';
export { type LocalProvingGround, type ProvingGroundOptions, provingGround } from './local/proving-ground.ts';
export { replayHistory } from './local/replay.ts';
export { withScratch } from './local/scratch.ts';
export { serviceIn } from './local/service-in.ts';
export { type NotifyOptions, notify, tellOnce } from './notify/notify.ts';
export { type Webhook, type WebhookOptions, webhook } from './notify/webhook.ts';
export { commandLine } from './program.ts';
export { type ProofOptions, proveAt, withProvingGround } from './proof.ts';
export { type ReadAlert, readAlert } from './read-alert.ts';
export { type GithubOptions, type GithubRepository, openGithub } from './remote/github.ts';
export { type AnyStage, runStageAt, type StageRun, type StageRunOptions } from './run-stage.ts';
export { plain, silentLog } from './terminal.ts';
export { type EngineName, engineNames } from './thinking/engine-names.ts';
