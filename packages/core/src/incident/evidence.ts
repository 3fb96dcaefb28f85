import { z } from 'zod';

/** The name of one piece of evidence. Claims cite these and nothing else. */
export const EvidenceId = z
  .string()
  .regex(/^(?:[LCMKF][1-9]\d*|A\.[A-Za-z][\w.-]*)$/)
  .meta({
    title: 'evidence id',
    description:
      '`L3` a log pattern, `C2` a change, `M1` a metric, `K1` a past incident, `F4` a file, `A.title` an alert field.',
  });
export type EvidenceId = z.infer<typeof EvidenceId>;

/** Level of a log event, most severe first. */
export const LogLevel = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'unknown'])
  .describe('Level of the event. `unknown` when the line does not say.');
export type LogLevel = z.infer<typeof LogLevel>;

/** One frame of a stack trace, in the words of its language. */
export const StackFrame = z.object({
  symbol: z.string().describe('Qualified function: `com.shop.BookService.find`, `handlers.list_orders`.'),
  file: z.string().optional().describe('File as the trace names it, a bare name or a path.'),
  line: z.number().int().positive().optional().describe('Line in the file, 1-based.'),
});
export type StackFrame = z.infer<typeof StackFrame>;

/** Log events that are the same but for their variable parts. */
export const LogPattern = z.object({
  id: EvidenceId.describe('Name by which it is cited, `L1` and on.'),
  template: z.string().describe('The constant text, variable parts as `<*>`. Redacted.'),
  example: z
    .string()
    .describe(
      'First event of the pattern, or a later one with far larger numbers, with its stack trace, at most 4,000 characters. Redacted.',
    ),
  level: LogLevel,
  count: z.number().int().positive().describe('Events, not lines: a stack trace belongs to the line that threw it.'),
  firstLine: z.number().int().positive().describe('Line of the first event, 1-based.'),
  firstAt: z.iso.datetime().optional().describe('Time of the first event. Absent when the log has no readable times.'),
  lastAt: z.iso.datetime().optional().describe('Time of the last event. Absent when the log has no readable times.'),
  novelty: z
    .enum(['new', 'burst', 'steady'])
    .describe('`new`: first seen at or after the onset; `burst`: its rate jumped there; `steady`: otherwise.'),
  salience: z
    .number()
    .min(0)
    .max(1)
    .describe(
      "How much the pattern tells: severity, novelty, rarity and the alert's words. The digest is sorted by it.",
    ),
  frames: z.array(StackFrame).describe("Frames of the example's stack trace, innermost cause first, at most 40."),
});
export type LogPattern = z.infer<typeof LogPattern>;

/** The log in the few patterns that matter. */
export const LogDigest = z.object({
  lines: z.number().int().nonnegative().describe('Lines read.'),
  bytes: z.number().int().nonnegative().describe('Bytes read.'),
  distinct: z
    .number()
    .int()
    .nonnegative()
    .describe('Distinct patterns seen, of which `patterns` keeps the telling ones.'),
  onsetAt: z.iso
    .datetime()
    .optional()
    .describe('When the trouble began by the log: first event of the leading new or bursting pattern.'),
  startsAt: z.iso.datetime().optional().describe('First readable time of the log.'),
  endsAt: z.iso.datetime().optional().describe('Last readable time of the log.'),
  patterns: z.array(LogPattern).describe('Most telling first, at most 40.'),
  redactions: z
    .record(z.string(), z.number().int().positive())
    .describe('What redaction took out: count by kind, such as `email`.'),
});
export type LogDigest = z.infer<typeof LogDigest>;

/** A measured value as evidence. */
export const Signal = z.object({
  id: EvidenceId.describe('Name by which it is cited, `M1` and on.'),
  name: z.string().min(1).describe('Name of what was measured.'),
  value: z.number().describe('Value when the alert fired, in `unit`.'),
  unit: z.string().min(1).describe('UCUM code: `ms`, `%`, `By`, `1/min`; `1` for a plain count or when nobody says.'),
  threshold: z.number().optional().describe('Value that tripped the rule, in `unit`. Absent when nobody says.'),
  baseline: z.number().optional().describe('Usual value before the incident, in `unit`. Absent when nobody says.'),
});
export type Signal = z.infer<typeof Signal>;

/** Why a change is under suspicion, in one sentence a person can check. */
export const Reason = z.object({
  signal: z.string().min(1).describe('Name of the signal: `stack-frame`, `identifier`, `onset`.'),
  text: z.string().min(1).describe('The reason in one sentence that a person can check.'),
  weight: z
    .number()
    .describe("What the signal added to the change's log-odds (natural logarithm); negative speaks against it."),
  evidence: z.array(EvidenceId).describe('The log patterns, metrics and alert fields that the reason leans on.'),
  places: z
    .array(
      z.object({
        path: z.string().describe('Repository path.'),
        line: z
          .number()
          .int()
          .positive()
          .describe('1-based line of the new file; of the old file where `side` is `removed`.'),
        side: z.enum(['added', 'removed']).describe('Side of the diff.'),
        text: z.string().describe('The line itself.'),
      }),
    )
    .describe('Where in the diff, when the reason points at a place.'),
});
export type Reason = z.infer<typeof Reason>;

/** One file of a change. */
export const ChangedFile = z.object({
  path: z.string().min(1).describe('Repository path after the change.'),
  previousPath: z.string().optional().describe('Path before it, when the file was renamed.'),
  additions: z.number().int().nonnegative().describe('Lines added.'),
  deletions: z.number().int().nonnegative().describe('Lines removed.'),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

/** A merged change, ranked. */
export const Suspect = z.object({
  id: EvidenceId.describe('Name by which it is cited, `C1` and on.'),
  number: z.number().int().positive().optional().describe('Pull request number; absent for a direct push.'),
  sha: z.string().min(1).describe('Commit that brought the change to the branch.'),
  title: z.string().describe('Title of the pull request, or subject of the commit.'),
  author: z.string().describe('Who made it, as the repository names them.'),
  mergedAt: z.iso.datetime().describe('When it came to the branch.'),
  url: z.url().optional().describe('Its page.'),
  files: z.array(ChangedFile).describe('Files that it changed.'),
  score: z
    .number()
    .min(0)
    .max(1)
    .describe('Probability that it caused the incident. All scores and `noneScore` add up to at most 1.'),
  reasons: z.array(Reason).describe('What speaks for and against it.'),
});
export type Suspect = z.infer<typeof Suspect>;

/** An incident of the knowledge base that resembles this one. */
export const PastIncident = z.object({
  id: EvidenceId.describe('Name by which it is cited, `K1` and on.'),
  entry: z.string().min(1).describe('File of the entry, relative to the knowledge base.'),
  title: z.string().describe('Title of the entry.'),
  score: z.number().min(0).max(1).describe('Similarity.'),
  why: z.string().describe('One sentence: the words, mode or service they share.'),
  failureMode: z.string().describe('How it failed, such as `schema-drift`.'),
  remediationType: z.string().describe('How it was answered, such as `code_fix`.'),
  resolution: z.string().describe('What healed it or was proposed to, in the words of the entry.'),
  outcome: z
    .enum(['proposed', 'healed'])
    .optional()
    .describe('`healed` only when the recovery was measured. Absent in documents of earlier versions.'),
  mttrMinutes: z
    .number()
    .nonnegative()
    .optional()
    .describe('Measured minutes from alert to recovery. Absent when nobody measured it.'),
});
export type PastIncident = z.infer<typeof PastIncident>;

/** A file of the repository that the evidence leads to. */
export const SourceFile = z.object({
  id: EvidenceId.describe('Name by which it is cited, `F1` and on.'),
  path: z.string().min(1).describe('Repository path.'),
  why: z.string().describe('One sentence: a stack frame, an identifier, the manifest of the service.'),
  line: z.number().int().positive().optional().describe('Line that the evidence names, 1-based.'),
});
export type SourceFile = z.infer<typeof SourceFile>;

/** Something we could not see, and what that costs. */
export const Gap = z.object({
  what: z.string().min(1).describe('What could not be seen.'),
  why: z.string().min(1).describe('Why not.'),
  remedy: z.string().min(1).describe('How it can be closed.'),
});
export type Gap = z.infer<typeof Gap>;
