import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Gap, type OpenIncident, openIncidentOf, SreError } from '@sre-aiops/core';
import { readDocumentIfPresent } from './incident-folder.ts';

/**
 * The incidents below a folder whose alerts are not over. A folder that cannot be read hides no other: it is a gap.
 *
 * @returns Nothing where the folder is not there.
 * @throws {SreError} `FILE_UNREADABLE` when the folder cannot be read.
 */
export async function openIncidentsIn(
  out: string,
): Promise<{ readonly incidents: Omit<OpenIncident, 'ageMinutes'>[]; readonly gaps: Gap[] } | undefined> {
  const entries = await readdir(out, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new SreError('FILE_UNREADABLE', `${out} cannot be read: ${cause.code}.`, 'Name a folder of incidents.', {
      cause,
    });
  });
  if (entries === undefined) return undefined;
  const incidents: Omit<OpenIncident, 'ageMinutes'>[] = [];
  const gaps: Gap[] = [];
  for (const entry of entries.filter((one) => one.isDirectory())) {
    try {
      const found = await openIncidentAt(join(out, entry.name));
      if (found) incidents.push(found);
    } catch (error) {
      if (!(error instanceof SreError)) throw error;
      gaps.push({ what: entry.name, why: error.message, remedy: error.remedy });
    }
  }
  return { incidents, gaps };
}

async function openIncidentAt(folder: string): Promise<Omit<OpenIncident, 'ageMinutes'> | undefined> {
  const incident = await readDocumentIfPresent(folder, 'incident');
  if (!incident) return undefined;
  const diagnosis = await readDocumentIfPresent(folder, 'diagnosis');
  const remediation = await readDocumentIfPresent(folder, 'remediation');
  const publication = await readDocumentIfPresent(folder, 'publication');
  return openIncidentOf({ incident, diagnosis, remediation, publication }, folder);
}
