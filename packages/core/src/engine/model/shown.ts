import { createHash } from 'node:crypto';
import type { EvidenceId, Gap, Incident, LogPattern, Suspect } from '../../incident/index.ts';
import type { TokenCounter } from '../../logs/excerpt/tokens.ts';
import { sortedIds } from '../../report/evidence.ts';
import { shorten, visible } from '../../report/text.ts';

/** One piece of evidence as a model sees it. */
interface Piece {
  readonly id: EvidenceId;
  readonly text: string;
  /** The higher, the sooner it is shown. */
  readonly value: number;
}

/** The evidence that a prompt has room for. */
export interface Shown {
  /** What each id was shown as; the quotes of a reply are looked for in it. */
  readonly texts: ReadonlyMap<EvidenceId, string>;
  /** All of it, as it stands in the prompt. */
  readonly text: string;
  /** Marks that no evidence can hold, since they are made of a hash of all of it. */
  readonly open: string;
  readonly close: string;
  /** What there was no room for; empty when all was shown. */
  readonly gaps: readonly Gap[];
}

/** What each kind is worth: its first piece, and how much less every later one. */
const worth = { A: [100, 0], M: [80, 2], C: [90, 7], L: [88, 5], K: [50, 8], F: [45, 4], labels: [30, 1] } as const;
/** What is worth less is not shown, however much room there is: it costs and tells little. */
const least = 25;
/** Suspects that are shown with all their reasons; later ones with less. */
const leadingSuspects = 3;
const kinds = {
  A: 'alert fields',
  M: 'metrics',
  C: 'changes',
  L: 'log patterns',
  K: 'past incidents',
  F: 'files',
} as const;

/**
 * Chooses evidence of `incident.json`, and nothing else, within a number of tokens: the most valuable first, what does not fit
 * is left out and told as a gap. Hidden characters are taken out.
 *
 * @param among Only these pieces; all of them unless told.
 */
export function shownEvidence(
  incident: Incident,
  budget: number,
  count: TokenCounter,
  among?: ReadonlySet<EvidenceId>,
): Shown {
  const pieces = [...alertPieces(incident), ...otherPieces(incident)]
    .filter(({ id }) => among?.has(id) ?? true)
    .sort((a, b) => b.value - a.value);
  const texts = new Map<EvidenceId, string>();
  const left: Piece[] = [];
  let tokens = 0;
  for (const piece of pieces) {
    const cost = count(lineOf(piece.id, piece.text));
    if (tokens + cost > budget || piece.value < least) left.push(piece);
    else {
      tokens += cost;
      texts.set(piece.id, piece.text);
    }
  }
  const text = sortedIds(texts.keys())
    .map((id) => lineOf(id, texts.get(id) as string))
    .join('\n');
  return { texts, text, ...marksAround(text), gaps: gapsOf(left, budget) };
}

/** Marks that a text cannot hold, since they are made of a hash of all of it. */
export function marksAround(text: string): { readonly open: string; readonly close: string } {
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { open: `<<<evidence ${mark}`, close: `evidence ${mark}>>>` };
}

function lineOf(id: EvidenceId, text: string): string {
  return `[${id}] ${text}`;
}

function gapsOf(left: readonly Piece[], budget: number): Gap[] {
  if (left.length === 0) return [];
  const told = Object.entries(kinds).flatMap(([letter, name]) => {
    const ids = left.filter(({ id }) => id.startsWith(letter)).map(({ id }) => id);
    return ids.length > 0
      ? [`${ids.length} ${name} (${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ', …' : ''})`]
      : [];
  });
  return [
    {
      what: `The model was not shown ${told.join(', ')}.`,
      why: `Others tell more, and the evidence in its prompt may take ${budget} tokens.`,
      remedy: 'Read them in incident.json.',
    },
  ];
}

function alertPieces({ alert }: Incident): Piece[] {
  const fields = ['title', 'rule', 'description', 'severity', 'service', 'environment', 'resource', 'firedAt'] as const;
  const [own] = worth.A;
  const [label] = worth.labels;
  return [
    ...fields.flatMap((field) => piece(`A.${field}`, alert[field] ?? '', own, 1500)),
    ...Object.entries(alert.labels)
      .filter(([name]) => /^[A-Za-z][\w.-]*$/.test(name))
      .flatMap(([name, value], index) => piece(`A.labels.${name}`, value, label - index, 300)),
  ];
}

function otherPieces({ signals, log, suspects, pastIncidents, files }: Incident): Piece[] {
  return [
    ...signals.flatMap(({ id, name, value, unit, threshold, baseline }, index) =>
      piece(
        id,
        `${name} = ${value} ${unit}${threshold === undefined ? '' : `, threshold ${threshold}`}${baseline === undefined ? '' : `, usually ${baseline}`}`,
        worthOf('M', index),
        300,
      ),
    ),
    ...suspects.flatMap((suspect, index) =>
      piece(suspect.id, changeText(suspect), worthOf('C', index), index < leadingSuspects ? 3000 : 600),
    ),
    ...log.patterns.flatMap((pattern, index) => piece(pattern.id, patternText(pattern), worthOf('L', index), 2000)),
    ...pastIncidents.flatMap(({ id, title, failureMode, resolution }, index) =>
      piece(id, `${title}; it was ${failureMode}; answer: ${resolution}`, worthOf('K', index), 600),
    ),
    ...files.flatMap(({ id, path, why }, index) => piece(id, `${path}: ${why}`, worthOf('F', index), 300)),
  ];
}

function worthOf(kind: Exclude<keyof typeof worth, 'labels'>, index: number): number {
  const [first, step] = worth[kind];
  return first - index * step;
}

function changeText({ number, sha, title, mergedAt, files, reasons }: Suspect): string {
  const paths = files.slice(0, 12).map(({ path, additions, deletions }) => `${path} (+${additions} -${deletions})`);
  const lines = reasons
    .filter(({ weight }) => weight > 0)
    .slice(0, 6)
    .flatMap(({ text, places }) => [
      `  ${text}`,
      ...places
        .slice(0, 3)
        .map(({ path, line, side, text: code }) => `    ${path}:${line} ${side}: ${code.trim().slice(0, 200)}`),
    ]);
  const more = files.length > paths.length ? ` and ${files.length - paths.length} more` : '';
  return [
    `${number ? `#${number}` : sha.slice(0, 8)} "${title}", merged ${mergedAt}: ${paths.join(', ')}${more}`,
    ...lines,
  ].join('\n');
}

function patternText({ level, novelty, count, firstAt, example }: LogPattern): string {
  return `${level}, ${novelty}, ${count} times${firstAt ? ` from ${firstAt}` : ''}: ${withoutFrames(example)}`;
}

const frame = /^\s*(?:at |File ")/;
/** Frames of what everybody uses: the platform, the web server, the mapper. */
const commonFrame =
  /^\s*at (?:async )?(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|scala|org\.(?:springframework|hibernate|apache|eclipse|postgresql)|io\.(?:netty|undertow|vertx)|reactor|com\.zaxxer|node:|Function\.|Module\.|Object\.<anonymous>)|node_modules|site-packages|internal\//;

/** A log event without the frames that tell nothing of this service; the first of a trace stays. */
function withoutFrames(example: string): string {
  const lines = example.split('\n');
  return lines
    .filter((line, index) => !commonFrame.test(line) || !frame.test(line) || !frame.test(lines[index - 1] ?? ''))
    .join('\n');
}

function piece(id: EvidenceId, text: string, value: number, max: number): Piece[] {
  const clean = shorten(text, max, visible).trim();
  return clean === '' ? [] : [{ id, text: clean, value }];
}
