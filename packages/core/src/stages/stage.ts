import type { z } from 'zod';
import type { Artifacts, Diagnosis, Incident, Publication, Remediation } from '../incident/index.ts';

/** The documents of one incident folder, by name; `incident` is `incident.json`. */
export interface Documents {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis;
  readonly remediation: Remediation;
  readonly artifacts: Artifacts;
  readonly publication: Publication;
}
export type DocumentName = keyof Documents;

/** One step of the response: reads documents that exist, writes exactly one. */
export interface Stage<Deps, Reads extends DocumentName = DocumentName, Writes extends DocumentName = DocumentName> {
  readonly name: string;
  /** Documents it cannot run without. */
  readonly reads: readonly Reads[];
  /** Documents it uses when they are there. */
  readonly readsIfPresent: readonly DocumentName[];
  readonly writes: Writes;
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
