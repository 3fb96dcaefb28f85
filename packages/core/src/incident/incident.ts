import { z } from 'zod';
import { Alert } from './alert.ts';
import { Gap, LogDigest, PastIncident, Signal, SourceFile, Suspect } from './evidence.ts';

/** The alert and everything we know about it before anyone has an opinion. Written by `ingest`. Redacted. */
export const Incident = z.object({
  schemaVersion: z.literal(1),
  /** Folder name of this occurrence, see `incidentId`. */
  id: z.string().min(1),
  /** Fingerprint shared by re-deliveries and recurrences, see `incidentKey`. */
  key: z.string().min(1),
  alert: Alert,
  repository: z.object({
    /** `owner/name` or a folder name. */
    name: z.string(),
    branch: z.string(),
    /** Commit at the tip when the incident was read; empty when there is no repository. */
    headSha: z.string(),
  }),
  log: LogDigest,
  signals: z.array(Signal),
  /** Best first, at most 10. */
  suspects: z.array(Suspect),
  /** Merged changes that were ranked, of which `suspects` keeps the best. */
  changesRanked: z.number().int().nonnegative(),
  /** Probability that no merged change of the window did it, 0 to 1. */
  noneScore: z.number().min(0).max(1),
  pastIncidents: z.array(PastIncident),
  files: z.array(SourceFile),
  gaps: z.array(Gap),
  /** ISO 8601, UTC. */
  ingestedAt: z.iso.datetime(),
});
export type Incident = z.infer<typeof Incident>;
