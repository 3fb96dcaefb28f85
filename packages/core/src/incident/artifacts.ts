import { z } from 'zod';
import { EngineUsed } from './diagnosis.ts';
import { EvidenceId } from './evidence.ts';
import { incidentIdField, schemaVersion } from './fields.ts';

/** The six artefacts of every incident. */
export const ArtifactKind = z
  .enum(['issue', 'runbook', 'alerting-rules', 'capacity', 'disaster-recovery', 'performance'])
  .describe('What the text is.');
export type ArtifactKind = z.infer<typeof ArtifactKind>;

/** One written artefact. */
export const Artifact = z.object({
  kind: ArtifactKind,
  title: z.string().min(1).describe('Heading of the text.'),
  file: z
    .string()
    .regex(/^[a-z0-9-]+\.(?:md|yml)$/)
    .describe('File name below `artifacts/` of the incident folder.'),
  content: z.string().min(1).describe('The text: Markdown, or YAML where the file ends in `.yml`.'),
  evidence: z.array(EvidenceId).describe('Every piece of evidence the text leans on.'),
});
export type Artifact = z.infer<typeof Artifact>;

/** What people read during and after the incident. */
export const Artifacts = z
  .object({
    schemaVersion,
    incidentId: incidentIdField,
    engine: EngineUsed,
    files: z.array(Artifact).describe('The texts, one per kind.'),
    writtenAt: z.iso.datetime().describe('When this document was written.'),
  })
  .describe('What people read during and after the incident. Written by `sre-artifacts`.');
export type Artifacts = z.infer<typeof Artifacts>;
