import type { z } from 'zod';
import { SreError } from '../errors/sre-error.ts';
import { Artifacts, Diagnosis, Incident, Publication, type PublicationRecord, Remediation } from '../incident/index.ts';
import type { Log } from '../ports/index.ts';

/** The documents of one incident folder, by name; `incident` is `incident.json`. */
export interface Documents {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
  readonly remediation: Remediation;
  readonly artifacts: Artifacts;
  readonly publication: Publication;
}
/** Name of a document; its file is `<name>.json`. */
export type DocumentName = keyof Documents;

/** One step of the response: reads documents that exist, writes exactly one. */
export interface Stage<Deps, Reads extends DocumentName = DocumentName, Writes extends DocumentName = DocumentName> {
  readonly name: string;
  /** What it does, for the log: "Name the cause". */
  readonly title: string;
  /** Documents it cannot run without. */
  readonly reads: readonly Reads[];
  /** Documents it uses when they are there. */
  readonly readsIfPresent: readonly DocumentName[];
  readonly writes: Writes;
  /** The kind of its record in the publication; absent for a stage that publishes nothing. */
  readonly publishes?: PublicationRecord['kind'];
  run(documents: Pick<Documents, Reads> & Partial<Documents>, deps: Deps): Promise<Documents[Writes]>;
}

/** Keeps the literal types of a stage's documents. */
export function defineStage<Deps, Reads extends DocumentName, Writes extends DocumentName>(
  stage: Stage<Deps, Reads, Writes>,
): Stage<Deps, Reads, Writes> {
  return stage;
}

/** A zod type per document, for whoever reads or writes the folder. */
export type DocumentSchemas = { readonly [Name in DocumentName]: z.ZodType<Documents[Name]> };

/** The schema of each document, by its file's name. */
export const documentSchemas: DocumentSchemas = {
  incident: Incident,
  diagnosis: Diagnosis,
  remediation: Remediation,
  artifacts: Artifacts,
  publication: Publication,
};

/**
 * Runs one stage on the documents that exist, and checks what it wrote against its schema.
 *
 * @returns The documents with the new one.
 * @throws {SreError} `DOCUMENT_MISSING` when a document it reads is not there, and whatever the stage throws.
 */
export async function runStage<Deps extends { readonly log: Log }>(
  stage: Stage<Deps>,
  documents: Partial<Documents>,
  deps: Deps,
): Promise<Partial<Documents>> {
  const missing = stage.reads.find((name) => documents[name] === undefined);
  if (missing) {
    throw new SreError(
      'DOCUMENT_MISSING',
      `${stage.name} needs ${missing}.json, which is not there.`,
      'Run the stages before it, or `sre-aiops respond`.',
    );
  }
  const written = await deps.log.section(stage.title, () => stage.run(documents as Documents, deps));
  return { ...documents, [stage.writes]: documentSchemas[stage.writes].parse(written) };
}
