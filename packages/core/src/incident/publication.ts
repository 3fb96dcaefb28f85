import { z } from 'zod';
import { incidentIdField, schemaVersion } from './fields.ts';

/** One thing that was written where people see it, or a reason why not. */
export const PublicationRecord = z.object({
  kind: z.enum(['pull-request', 'issue', 'dispatch', 'knowledge', 'repair']).describe('What was to be written.'),
  outcome: z
    .enum(['created', 'updated', 'unchanged', 'left', 'skipped'])
    .describe('What became of it. `left`: a person took it over or closed it; `skipped`: `why` says the reason.'),
  why: z.string().describe('Why it was skipped; empty otherwise.'),
  location: z.string().optional().describe('URL on GitHub, or a path below the incident folder. Absent when skipped.'),
  number: z.number().int().positive().optional().describe('Number on GitHub, where the thing has one.'),
  at: z.iso.datetime().describe('When this was written or decided.'),
});
export type PublicationRecord = z.infer<typeof PublicationRecord>;

/** What was published. A re-run replaces a record, it never adds a second. */
export const Publication = z
  .object({
    schemaVersion,
    incidentId: incidentIdField,
    records: z.array(PublicationRecord).describe('One record per kind, of the stages that ran.'),
  })
  .describe(
    'What was published and what was not. Written by `create-issue`, `create-pr`, `dispatch-infra` and `learn`.',
  );
export type Publication = z.infer<typeof Publication>;
