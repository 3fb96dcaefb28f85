import { z } from 'zod';
import { EvidenceId } from './evidence.ts';
import { incidentIdField, schemaVersion } from './fields.ts';

/** What became of one command that was run on a copy of the repository. */
export const CommandRun = z.object({
  command: z.array(z.string()).min(1).describe('Program and arguments; no shell read them.'),
  outcome: z
    .enum(['passed', 'failed', 'flaky', 'timed-out', 'too-much-output', 'not-started'])
    .describe(
      '`passed`: exit code 0. `flaky`: it failed one time and passed another. `not-started`: the program is missing or could not be run.',
    ),
  exitCode: z.number().int().optional().describe('Absent when it did not end by itself.'),
  seconds: z.number().nonnegative().describe('How long it ran, by the wall clock.'),
  output: z.string().describe('The end of what it printed, redacted.'),
});
export type CommandRun = z.infer<typeof CommandRun>;

/** One suspect on trial. */
export const SuspectTrial = z.object({
  change: EvidenceId.describe('The suspect.'),
  number: z.number().int().positive().optional().describe('Its pull request.'),
  outcome: z
    .enum(['green', 'red', 'unclear'])
    .describe(
      '`green`: without it, or before it, the reproducer passes. `red`: it is not what breaks it. `unclear`: nothing could be seen.',
    ),
  state: z
    .enum(['without', 'before'])
    .default('without')
    .describe(
      '`without`: the head without the change. `before`: it cannot be taken out, so the commits before it and with it.',
    ),
  why: z.string().min(1).describe('One sentence.'),
});
export type SuspectTrial = z.infer<typeof SuspectTrial>;

/**
 * What was seen when the fix was run. Written by `remediate` in the mode `prove`, in a job without a token: a statement of
 * code that nobody trusts, bound to the patch that it is about.
 */
export const Proof = z.object({
  schemaVersion,
  incidentId: incidentIdField,
  patchSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Of the patch that was run.'),
  baseSha: z.string().min(1).describe('Commit that it was run on.'),
  verdict: z
    .enum(['proved', 'refuted', 'checked', 'none'])
    .describe(
      '`proved`: the reproducer was red and is green, the suite is green. `refuted`: it heals nothing or breaks something. `checked`: what ran passed, without a reproducer. `none`: nothing could be run.',
    ),
  why: z.string().min(1).describe('One sentence.'),
  before: CommandRun.optional().describe('The reproducer on the head.'),
  after: CommandRun.optional().describe('The reproducer with the fix.'),
  suite: CommandRun.optional().describe('The tests of the repository with the fix.'),
  suiteBefore: CommandRun.optional().describe('The tests without the fix; only looked at when they are red with it.'),
  trials: z.array(SuspectTrial).describe('The suspects on trial, in the order of the ranking.'),
  provedAt: z.iso.datetime().describe('When it ended; ISO 8601, UTC.'),
});
export type Proof = z.infer<typeof Proof>;
