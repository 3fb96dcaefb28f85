import type { EvidenceId, Gap } from '../../incident/index.ts';
import type { TokenCounter } from '../../logs/excerpt/tokens.ts';
import type { Veil } from '../../logs/redact/redactor.ts';
import type { PlanContext } from '../../remediations/types.ts';
import { oneLine } from '../../report/text.ts';
import {
  diffShown,
  filesShown,
  openedFiles,
  pathsNear,
  suspiciousPaths,
  type Wanted,
  wantedFiles,
} from './code-shown.ts';
import type { OpenedFile } from './opened-file.ts';
import { shownEvidence } from './shown.ts';

/** What a model is shown for a fix. */
export interface FixMaterial {
  readonly text: string;
  /** What its quotes are looked for in, by id. */
  readonly texts: ReadonlyMap<EvidenceId, string>;
  /** The files of which something is shown. */
  readonly files: readonly OpenedFile[];
  readonly tree: ReadonlySet<string>;
  readonly gaps: readonly Gap[];
}

/** Shares of the room: evidence and diff; what they leave is for files, and last a few other paths. */
const shares = { evidence: 0.2, diff: 0.3, paths: 0.05 } as const;
/** Characters of the cause. */
const maxCause = 1_000;

/**
 * The cause, the evidence that it stands on, the culprit's diff, the files at the head that matter, and what else lies beside
 * them, within a number of tokens.
 *
 * @param asked Paths that the model asked for; they come first.
 */
export async function fixMaterial(
  context: PlanContext,
  asked: readonly string[],
  veil: Veil,
  room: number,
  count: TokenCounter,
): Promise<FixMaterial> {
  const { incident, diagnosis, culprit, code, head } = context;
  const cause = `Cause, ${diagnosis.failureMode}: ${diagnosis.rootCause.slice(0, maxCause)}`;
  const cited = new Set<EvidenceId>([
    'A.title',
    'A.service',
    ...diagnosis.claims.flatMap(({ evidence }) => evidence),
    ...(diagnosis.culprit ? [diagnosis.culprit.change] : []),
  ]);
  const evidence = shownEvidence(incident, Math.floor(room * shares.evidence), count, cited);
  const places = suspiciousPaths(incident, culprit?.sha);
  const paths = await code.listFiles(head.sha);
  const wanted: Wanted[] = [
    ...asked.map((path) => ({ path, lines: [] })),
    ...wantedFiles(context, places).filter(({ path }) => !asked.includes(path)),
  ];
  const opened = await openedFiles(wanted, context, veil);
  const about = { places, closed: new Set([...opened.closed.keys()].filter((path) => paths.includes(path))) };
  const diff = culprit
    ? diffShown(culprit, about, veil, Math.floor(room * shares.diff), count)
    : { text: '', gaps: [] };
  const near = pathsNear(
    paths,
    wanted.map(({ path }) => path),
    Math.floor(room * shares.paths),
    count,
  );
  const parts = [
    cause,
    `Evidence:\n${evidence.text}`,
    diff.text && `Diff of ${diagnosis.culprit?.change}:\n${diff.text}`,
    near && `Other paths:\n${near}`,
    notShown(opened.closed),
  ].filter(Boolean);
  const taken = parts.reduce<number>((sum, part) => sum + count(`${part}\n`), 0);
  const shown = filesShown(opened.files, Math.max(0, room - taken), count);
  return {
    text: [...parts, shown.text].join('\n\n'),
    texts: withCode(evidence.texts, context, diff.text, shown),
    files: shown.files,
    tree: new Set(paths),
    gaps: [...evidence.gaps, ...diff.gaps, ...shown.gaps],
  };
}

function notShown(closed: ReadonlyMap<string, string>): string {
  const lines = [...closed].map(([path, why]) => `${oneLine(path).slice(0, 200)}: ${why}`);
  return lines.length > 0 ? `Not shown:\n${lines.join('\n')}` : '';
}

/** A quote from the diff is a quote of the change, and one from a file of evidence a quote of that file. */
function withCode(
  texts: ReadonlyMap<EvidenceId, string>,
  { incident, diagnosis }: PlanContext,
  diff: string,
  { files }: { readonly files: readonly OpenedFile[] },
): ReadonlyMap<EvidenceId, string> {
  const all = new Map(texts);
  const change = diagnosis.culprit?.change;
  if (change) all.set(change, `${texts.get(change) ?? ''}\n${diff}`);
  for (const { id, path } of incident.files) {
    const file = files.find((one) => one.path === path);
    if (file) all.set(id, `${texts.get(id) ?? ''}\n${file.text}`);
  }
  return all;
}
