import { type Clock, type Documents, offlineEngine, Proof, SreError, withProof } from '@sre-aiops/core';
import { z } from 'zod';
import { readArrived } from './arrived-file.ts';
import { documentIn, parseJson, readDocumentIfPresent, writeDocument } from './local/incident-folder.ts';

/** Largest proof that is read, in bytes: what `remediate` writes is far smaller. */
const maxBytes = 256 * 1024;

/** The documents that a proof is about, with what it says. */
export type ProvenDocuments = Pick<Documents, 'incident' | 'diagnosis' | 'remediation'>;

/**
 * The documents of a folder with a proof that came from another job, which nobody trusts: it must be a small file of its
 * form, about this very fix. Nothing is written.
 *
 * @param file `proof.json`, as the proving job wrote it.
 * @throws {SreError} `PROOF_INVALID`, or `DOCUMENT_MISSING`.
 */
export async function withArrivedProof(folder: string, file: string): Promise<ProvenDocuments> {
  const [incident, diagnosis, remediation, proof] = await Promise.all([
    documentIn(folder, 'incident'),
    documentIn(folder, 'diagnosis'),
    documentIn(folder, 'remediation'),
    readProof(file),
  ]);
  return { incident, diagnosis, remediation: withProof(remediation, proof) };
}

/** Keeps what a proof says of a fix: in `remediation.json`, and in the text of the issue that was written before it was known. */
export async function keepProof(folder: string, { incident, diagnosis, remediation }: ProvenDocuments, clock: Clock) {
  await writeDocument(folder, 'remediation', remediation);
  const artifacts = await readDocumentIfPresent(folder, 'artifacts');
  if (!artifacts) return;
  const anew = await offlineEngine.writeArtifacts(incident, diagnosis, remediation, clock.now());
  const issue = anew.files.find(({ kind }) => kind === 'issue');
  const files = artifacts.files.map((file) => (file.kind === 'issue' && issue ? issue : file));
  await writeDocument(folder, 'artifacts', { ...artifacts, files });
}

async function readProof(file: string): Promise<Proof> {
  const text = await readArrived(file, maxBytes, (why) => invalid(file, why));
  const read = Proof.safeParse(parseJson(text, file));
  if (read.success) return read.data;
  throw invalid(file, z.prettifyError(read.error));
}

function invalid(file: string, why: string): SreError {
  return new SreError(
    'PROOF_INVALID',
    `${file} is no proof: ${why}.`,
    'Hand on the `proof.json` that `remediate` wrote with `step: prove`, or leave `proof` out.',
  );
}
