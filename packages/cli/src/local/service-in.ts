import { SreError } from '@sre-aiops/core';
import { readDocumentIfPresent } from './incident-folder.ts';

/** The service of the incident in a folder. @throws {SreError} as `readDocumentIfPresent`, or `DOCUMENT_MISSING`. */
export async function serviceIn(folder: string): Promise<string> {
  const incident = await readDocumentIfPresent(folder, 'incident');
  if (incident) return incident.alert.service;
  throw new SreError('DOCUMENT_MISSING', `${folder} holds no incident.json.`, 'Run `ingest` first.');
}
