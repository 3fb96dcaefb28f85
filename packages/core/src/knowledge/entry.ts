import { Document, parse, visit } from 'yaml';
import { z } from 'zod';
import { SreError } from '../errors/sre-error.ts';
import { Category, RemediationType } from '../incident/diagnosis.ts';
import type { Gap } from '../incident/evidence.ts';
import { Severity } from '../incident/index.ts';
import type { KnowledgeFile } from '../ports/index.ts';
import { visible } from '../report/text.ts';

/** An ISO 8601 time in UTC, also when YAML read it as a date. */
const Time = z.preprocess((value) => (value instanceof Date ? value.toISOString() : value), z.iso.datetime());

/**
 * One past incident: the front matter of `incidents/<id>.md` and its Markdown body.
 *
 * There is one entry per incident key, however often it came back.
 */
export const KnowledgeEntry = z.object({
  schemaVersion: z.literal(1),
  /** File name without `.md`; the id of the first occurrence. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/),
  /** Fingerprint of the alert, see `incidentKey`. */
  key: z.string().min(1),
  title: z.string().min(1),
  service: z.string().min(1),
  severity: Severity,
  category: Category,
  /** Folder name under `failure-modes/`. */
  failureMode: z.string().min(1),
  /** The merged change that did it; `null` when none did. */
  culprit: z.object({ number: z.number().int().positive().optional(), title: z.string() }).nullable(),
  remediationType: RemediationType,
  /** What healed it, or was proposed to: one or two sentences. */
  resolution: z.string().min(1),
  /** `healed` when the alert was seen to resolve or a person wrote down the recovery; `proposed` otherwise. */
  outcome: z.enum(['proposed', 'healed']),
  firstSeenAt: Time,
  lastSeenAt: Time,
  /** When each occurrence fired, oldest first, each once. */
  occurrences: z.array(Time).min(1),
  /** Minutes from alert to recovery, of the latest occurrence whose recovery was measured. Absent when none was. */
  mttrMinutes: z.number().nonnegative().optional(),
  /** Redacted log templates that told the most. */
  symptoms: z.array(z.string().min(1)).max(8),
  tags: z.array(z.string().min(1)),
  /** Markdown below the front matter. */
  body: z.string(),
});
export type KnowledgeEntry = z.infer<typeof KnowledgeEntry>;

/** Where an entry lies, relative to the knowledge base. */
export function entryPath(id: string): string {
  return `incidents/${id}.md`;
}

/**
 * Reads one entry.
 *
 * @throws {SreError} `KNOWLEDGE_INVALID` when the front matter is missing, is not YAML or lacks a field, or when the
 *   file is not named by the entry's id.
 */
export function parseEntry(file: KnowledgeFile): KnowledgeEntry {
  const text = file.text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const end = text.startsWith('---\n') ? text.indexOf('\n---\n', 3) : -1;
  if (end < 0) throw invalid(file.path, 'it does not begin with a front matter between two lines of ---');
  const front = frontMatter(file.path, text.slice(4, end + 1));
  const parsed = KnowledgeEntry.safeParse({
    outcome: 'mttrMinutes' in front ? 'healed' : 'proposed',
    ...front,
    body: text.slice(end + 5).trim(),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(file.path, `${issue?.path.join('.') || 'front matter'}: ${issue?.message}`);
  }
  if (file.path !== entryPath(parsed.data.id)) throw invalid(file.path, `its id is ${parsed.data.id}`);
  return parsed.data;
}

/** Writes one entry; the same entry always gives the same bytes. */
export function renderEntry(entry: KnowledgeEntry): string {
  const { body, ...front } = KnowledgeEntry.parse(entry);
  const document = new Document(front, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && visible(node.value) !== node.value) node.type = 'QUOTE_DOUBLE';
    },
  });
  const yaml = document.toString({ lineWidth: 0, defaultKeyType: 'PLAIN' }).replaceAll(HIDDEN, escaped);
  return `---\n${yaml}---\n\n${visible(body).trim()}\n`;
}

/** What a reader of the file could not see; it stands in double quotes, where YAML takes it as an escape. */
const HIDDEN =
  /[^\P{Cc}\n\t]|(?<=\p{M}{4})\p{M}|[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2028\u2029]/gu;

function escaped(char: string): string {
  return `\\U${char.codePointAt(0)!.toString(16).padStart(8, '0')}`;
}

/** All entries of a knowledge base, by id, and a gap for each file that could not be read. */
export function readEntries(files: readonly KnowledgeFile[]): {
  readonly entries: KnowledgeEntry[];
  /** Paths of the entries that could not be read. */
  readonly malformed: string[];
  readonly gaps: Gap[];
} {
  const entries: KnowledgeEntry[] = [];
  const malformed: string[] = [];
  const gaps: Gap[] = [];
  for (const file of files.filter(({ path }) => /^incidents\/[^/]+\.md$/.test(path)).sort(byPath)) {
    try {
      entries.push(parseEntry(file));
    } catch (error) {
      if (!(error instanceof SreError)) throw error;
      malformed.push(file.path);
      gaps.push({ what: `Past incident ${file.path} was not read`, why: error.message, remedy: error.remedy });
    }
  }
  return { entries, malformed, gaps };
}

function frontMatter(path: string, yaml: string): object {
  try {
    const value: unknown = parse(yaml, { maxAliasCount: 0 });
    return typeof value === 'object' && value !== null ? value : {};
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause));
  }
}

function invalid(path: string, why: string): SreError {
  return new SreError(
    'KNOWLEDGE_INVALID',
    `${path} is not a knowledge entry: ${why}.`,
    'Mend its front matter by the example of another entry; the file was left as it is.',
  );
}

function byPath(a: KnowledgeFile, b: KnowledgeFile): number {
  return a.path < b.path ? -1 : 1;
}
