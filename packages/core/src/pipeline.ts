import { createIssue } from './stages/create-issue.ts';
import { createPr } from './stages/create-pr.ts';
import { type DiagnoseDeps, diagnose } from './stages/diagnose.ts';
import { dispatchInfra } from './stages/dispatch-infra.ts';
import { type IngestDeps, ingest } from './stages/ingest.ts';
import { learn } from './stages/learn.ts';
import type { PublishDeps } from './stages/publish.ts';
import { type RemediateDeps, remediate } from './stages/remediate.ts';
import { type RepairDeps, repair } from './stages/repair.ts';
import { type SreArtifactsDeps, sreArtifacts } from './stages/sre-artifacts.ts';
import type { Stage } from './stages/stage.ts';

/** Everything that some stage of the response needs. */
export type ResponseDeps = IngestDeps & DiagnoseDeps & RemediateDeps & SreArtifactsDeps & PublishDeps;

/** The response, in order. Each stage reads what came before and writes one document. */
export const pipeline: readonly Stage<ResponseDeps>[] = [
  ingest,
  diagnose,
  remediate,
  sreArtifacts,
  createIssue,
  createPr,
  dispatchInfra,
  learn,
];

/** Everything that some stage needs, repair included. */
export type StageDeps = ResponseDeps & RepairDeps;

/** All nine stages: the response, and the repair that follows when CI is red on its pull request. */
export const stages: readonly Stage<StageDeps>[] = [...pipeline, repair];
