import { z } from 'zod';
import { EngineUsed } from './diagnosis.ts';
import { EvidenceId } from './evidence.ts';

/** The six artefacts of every incident. */
export const ArtifactKind = z.enum([
  'issue',
  'runbook',
  'alerting-rules',
  'capacity',
  'disaster-recovery',
  'performance',
]);
export type ArtifactKind = z.infer<typeof ArtifactKind>;

/** One written artefact. */
export const Artifact = z.object({
  kind: ArtifactKind,
  title: z.string().min(1),
  /** File name below `artifacts/` of the incident folder. */
  file: z.string().regex(/^[a-z0-9-]+\.(?:md|yml)$/),
  content: z.string().min(1),
  /** Every piece of evidence the text leans on. */
  evidence: z.array(EvidenceId),
});
export type Artifact = z.infer<typeof Artifact>;

/** What people read during and after the incident. Written by `sre-artifacts`. */
export const Artifacts = z.object({
  schemaVersion: z.literal(1),
  incidentId: z.string().min(1),
  engine: EngineUsed,
  files: z.array(Artifact),
  /** ISO 8601, UTC. */
  writtenAt: z.iso.datetime(),
});
export type Artifacts = z.infer<typeof Artifacts>;
