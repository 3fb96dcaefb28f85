import { z } from 'zod';
import { Alert } from './alert.ts';
import { Gap, LogDigest, PastIncident, Signal, SourceFile, Suspect } from './evidence.ts';
import { schemaVersion } from './fields.ts';

/** The alert and everything we know about it before anyone has an opinion. */
export const Incident = z
  .object({
    schemaVersion,
    id: z
      .string()
      .min(1)
      .describe('Id of this occurrence: the day it fired, the service, eight hex digits of the key. Names its folder.'),
    key: z
      .string()
      .min(1)
      .describe(
        'What all deliveries and recurrences of one alert share: source, rule, service, environment and resource.',
      ),
    alert: Alert,
    repository: z
      .object({
        name: z.string().describe('`owner/name`, or the name of a local folder.'),
        branch: z.string().describe('The branch that was read.'),
        headSha: z.string().describe('Commit at the tip when it was read; empty when there is no repository.'),
      })
      .describe('Where the service lives.'),
    log: LogDigest.describe('The log in the few patterns that matter.'),
    signals: z.array(Signal).describe('Measured values as evidence.'),
    suspects: z.array(Suspect).describe('Merged changes that may have done it. Best first, at most 10.'),
    changesRanked: z
      .number()
      .int()
      .nonnegative()
      .describe('Merged changes that were ranked, of which `suspects` keeps the best.'),
    noneScore: z.number().min(0).max(1).describe('Probability that no merged change of the window did it.'),
    pastIncidents: z
      .array(PastIncident)
      .describe('Incidents of the knowledge base that resemble this one. Best first.'),
    files: z.array(SourceFile).describe('Files of the repository that the evidence leads to.'),
    gaps: z.array(Gap).describe('What could not be seen.'),
    ingestedAt: z.iso.datetime().describe('When this document was written.'),
  })
  .describe('The alert and everything that is known before anyone has an opinion. Redacted. Written by `ingest`.');
export type Incident = z.infer<typeof Incident>;
