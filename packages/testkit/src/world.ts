import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemediationType } from '@sre-aiops/core';
import { replayHistory } from 'sre-aiops';
import { z } from 'zod';

/** What a person says the right answer to a bundled incident is; `expected.json`. The engine never reads it. */
export const Expected = z.object({
  /** Number of the pull request that did it; `null` when none did. */
  culprit: z.number().int().positive().nullable(),
  category: z.string(),
  failureMode: z.string(),
  /** Any of these is right. */
  remediationTypes: z.array(RemediationType).min(1),
  /** Files, or folders ending in `/`, that the fix must touch. */
  mustTouch: z.array(z.string()),
  /** Exact parts of the log lines that decide the case. */
  mustSee: z.array(z.string()),
});
export type Expected = z.infer<typeof Expected>;

/** One folder of `incidents/`. */
export interface BundledIncident {
  readonly id: string;
  readonly folder: string;
  readonly expected: Expected;
}

/** The incidents of a folder, in the order of their numbers. */
export function incidentsIn(folder: string): BundledIncident[] {
  return readdirSync(folder)
    .filter((id) => existsSync(join(folder, id, 'expected.json')))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((id) => ({
      id,
      folder: join(folder, id),
      expected: Expected.parse(JSON.parse(readFileSync(join(folder, id, 'expected.json'), 'utf8'))),
    }));
}

/** Turns an incident into a real git repository with the history of the time. The same incident gives the same commit ids. */
export async function buildWorld(incident: Pick<BundledIncident, 'folder'>, repository: string): Promise<string> {
  await replayHistory(incident.folder, repository);
  return repository;
}
