import { z } from 'zod';

/**
 * The name of one piece of evidence: `L3` a log pattern, `C2` a change, `M1` a metric, `K1` a past
 * incident, `F4` a file, `A.title` an alert field. Claims cite these and nothing else.
 */
export const EvidenceId = z.string().regex(/^(?:[LCMKF][1-9]\d*|A\.[A-Za-z][\w.-]*)$/);
export type EvidenceId = z.infer<typeof EvidenceId>;

/** Level of a log event, most severe first. `unknown` when the line does not say. */
export const LogLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'unknown']);
export type LogLevel = z.infer<typeof LogLevel>;

/** One frame of a stack trace, in the words of its language. */
export const StackFrame = z.object({
  /** Qualified function: `com.shop.BookService.find`, `handlers.list_orders`. */
  symbol: z.string(),
  /** File as the trace names it, a bare name or a path. */
  file: z.string().optional(),
  /** 1-based. */
  line: z.number().int().positive().optional(),
});
export type StackFrame = z.infer<typeof StackFrame>;

/** Log events that are the same but for their variable parts. */
export const LogPattern = z.object({
  id: EvidenceId,
  /** The constant text, variable parts as `<*>`. Redacted. */
  template: z.string(),
  /** First event of the pattern, or a later one with far larger numbers, with its stack trace, at most 4,000 characters. Redacted. */
  example: z.string(),
  level: LogLevel,
  /** Events, not lines: a stack trace belongs to the line that threw it. */
  count: z.number().int().positive(),
  /** Line of the first event, 1-based. */
  firstLine: z.number().int().positive(),
  /** ISO 8601, UTC. Absent when the log has no readable times. */
  firstAt: z.iso.datetime().optional(),
  lastAt: z.iso.datetime().optional(),
  /** `new` first seen at or after the onset; `burst` its rate jumped there; `steady` otherwise. */
  novelty: z.enum(['new', 'burst', 'steady']),
  /** How much the pattern tells, 0 to 1: severity, novelty, rarity and the alert's words. The digest is sorted by it. */
  salience: z.number().min(0).max(1),
  /** Frames of the example's stack trace, innermost cause first, at most 40. */
  frames: z.array(StackFrame),
});
export type LogPattern = z.infer<typeof LogPattern>;

/** The log in the few patterns that matter. */
export const LogDigest = z.object({
  /** Lines read. */
  lines: z.number().int().nonnegative(),
  /** Bytes read. */
  bytes: z.number().int().nonnegative(),
  /** Distinct patterns seen, of which `patterns` keeps the telling ones. */
  distinct: z.number().int().nonnegative(),
  /** When the trouble began by the log: first event of the leading new or bursting pattern. ISO 8601, UTC. */
  onsetAt: z.iso.datetime().optional(),
  /** First and last readable time. ISO 8601, UTC. */
  startsAt: z.iso.datetime().optional(),
  endsAt: z.iso.datetime().optional(),
  /** Most telling first, at most 40. */
  patterns: z.array(LogPattern),
  /** What redaction took out: count by kind. */
  redactions: z.record(z.string(), z.number().int().positive()),
});
export type LogDigest = z.infer<typeof LogDigest>;

/** A measured value as evidence. */
export const Signal = z.object({
  id: EvidenceId,
  name: z.string().min(1),
  value: z.number(),
  /** UCUM code, as in `Metric`. */
  unit: z.string().min(1),
  threshold: z.number().optional(),
  baseline: z.number().optional(),
});
export type Signal = z.infer<typeof Signal>;

/** Why a change is under suspicion, in one sentence a person can check. */
export const Reason = z.object({
  /** Name of the signal, `kebab-case`: `stack-frame`, `identifier`, `onset`. */
  signal: z.string().min(1),
  text: z.string().min(1),
  /** What the signal added to the change's log-odds; negative speaks against it. */
  weight: z.number(),
  /** The log patterns, metrics and alert fields that the reason leans on. */
  evidence: z.array(EvidenceId),
  /** Where in the diff, when the reason points at a place: path and 1-based lines of the new file (old file for removed lines). */
  places: z.array(
    z.object({
      path: z.string(),
      line: z.number().int().positive(),
      side: z.enum(['added', 'removed']),
      text: z.string(),
    }),
  ),
});
export type Reason = z.infer<typeof Reason>;

/** One file of a change. */
export const ChangedFile = z.object({
  path: z.string().min(1),
  previousPath: z.string().optional(),
  additions: z.number().int().nonnegative(),
  deletions: z.number().int().nonnegative(),
});
export type ChangedFile = z.infer<typeof ChangedFile>;

/** A merged change, ranked. */
export const Suspect = z.object({
  id: EvidenceId,
  /** Pull request number; absent for a direct push. */
  number: z.number().int().positive().optional(),
  sha: z.string().min(1),
  title: z.string(),
  author: z.string(),
  /** ISO 8601, UTC. */
  mergedAt: z.iso.datetime(),
  url: z.url().optional(),
  files: z.array(ChangedFile),
  /** Probability that this change caused the incident, 0 to 1. All suspects and `noneScore` add up to at most 1. */
  score: z.number().min(0).max(1),
  reasons: z.array(Reason),
});
export type Suspect = z.infer<typeof Suspect>;

/** An incident of the knowledge base that resembles this one. */
export const PastIncident = z.object({
  id: EvidenceId,
  /** File of the entry, relative to the knowledge base. */
  entry: z.string().min(1),
  title: z.string(),
  /** Similarity, 0 to 1. */
  score: z.number().min(0).max(1),
  /** One sentence: the words, mode or service they share. */
  why: z.string(),
  failureMode: z.string(),
  remediationType: z.string(),
  /** What healed it or was proposed to, in the words of the entry. */
  resolution: z.string(),
  /** `healed` only when the recovery was measured; absent in documents of earlier versions. */
  outcome: z.enum(['proposed', 'healed']).optional(),
  /** Measured minutes from alert to recovery. Absent when nobody measured it. */
  mttrMinutes: z.number().nonnegative().optional(),
});
export type PastIncident = z.infer<typeof PastIncident>;

/** A file of the repository that the evidence leads to. */
export const SourceFile = z.object({
  id: EvidenceId,
  path: z.string().min(1),
  /** One sentence: a stack frame, an identifier, the manifest of the service. */
  why: z.string(),
  /** 1-based line the evidence names. */
  line: z.number().int().positive().optional(),
});
export type SourceFile = z.infer<typeof SourceFile>;

/** Something we could not see, and what that costs. */
export const Gap = z.object({
  what: z.string().min(1),
  why: z.string().min(1),
  /** How the user can close it. */
  remedy: z.string().min(1),
});
export type Gap = z.infer<typeof Gap>;
