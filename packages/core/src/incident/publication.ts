import { z } from 'zod';

/** One thing that was written where people see it, or a reason why not. */
export const PublicationRecord = z.object({
  kind: z.enum(['pull-request', 'issue', 'dispatch', 'knowledge', 'repair']),
  /** `left`: a person took it over or closed it. */
  outcome: z.enum(['created', 'updated', 'unchanged', 'left', 'skipped']),
  /** Why it was skipped; empty otherwise. */
  why: z.string(),
  /** URL on GitHub or a path below the incident folder. Absent when skipped. */
  location: z.string().optional(),
  /** Number on GitHub, where the thing has one. */
  number: z.number().int().positive().optional(),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
});
export type PublicationRecord = z.infer<typeof PublicationRecord>;

/** What was published, one record per kind; a re-run replaces a record, it never adds a second. Written by the last five stages. */
export const Publication = z.object({
  schemaVersion: z.literal(1),
  incidentId: z.string().min(1),
  records: z.array(PublicationRecord),
});
export type Publication = z.infer<typeof Publication>;
