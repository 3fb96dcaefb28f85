import { type FileKind, fileKindOf } from '../../changes/index.ts';
import { classify } from '../../failure-modes/classify.ts';
import { inSentence, ownCategory } from '../../failure-modes/naming.ts';
import type { Case, ModeMatch } from '../../failure-modes/types.ts';
import type {
  Category,
  Claim,
  Culprit,
  Diagnosis,
  EngineUsed,
  Hypothesis,
  Incident,
  RemediationType,
  Suspect,
} from '../../incident/index.ts';
import { blastRadiusOf } from './blast-radius.ts';
import { confidenceOf } from './confidence.ts';

/** Below this share of the suspicion a change is no culprit where platforms and partners fail, which changes rarely cause. */
const culpritFrom = 0.25;
/** How likely it must be that some change did it, and how much of that the first must hold, to be named elsewhere. */
const named = { some: 0.5, share: 0.3, lead: 1.5 };
/** The same where changes are the usual cause, and the doubt is told by a low confidence. */
const namedInDoubt = { some: 0.4, share: 0.4 };
const usuallyChanged: ReadonlySet<Category> = new Set(['application', 'configuration', 'dependency']);
/** A leading change that is not this many times as suspect as the next is a hypothesis beside it, unless it is likely by itself. */
const clearLead = 1.15;
const likely = 0.4;

/** Names the root cause from computed evidence alone. */
export function diagnoseOffline(incident: Incident, engine: EngineUsed, now: string): Diagnosis {
  const matches = classify(incident);
  const match = matches[0] as ModeMatch;
  const suspect = leadingSuspect(incident, match);
  const situation: Case = { incident, match, culprit: suspect };
  const explanation = match.mode.explain(situation);
  const advice = match.mode.advise(situation);
  const confidence = confidenceOf(incident, match, suspect);
  const inconclusive = match.mode.id === 'unknown' && !suspect;

  return {
    schemaVersion: 1,
    incidentId: incident.id,
    engine,
    summary: summaryOf(situation, inconclusive),
    rootCause: explanation.text,
    category: categoryOf(situation),
    failureMode: match.mode.id,
    culprit: suspect ? culpritOf(suspect) : null,
    inconclusive,
    hypotheses: hypothesesOf(incident, matches, explanation),
    confidence,
    blastRadius: blastRadiusOf(incident),
    immediateActions: advice.immediate.map(({ text, evidence, command }) => ({
      text,
      evidence,
      ...(command ? { command } : {}),
    })),
    remediationTypes: typesToTry(situation, confidence.level),
    claims: claimsOf(situation, explanation),
    gaps: incident.gaps,
    diagnosedAt: now,
  };
}

/** The change to be named as the culprit, if one stands out. */
function leadingSuspect(incident: Incident, match: ModeMatch): Suspect | undefined {
  return isSuspicious(incident, match) && !isUndecided(incident, match) ? incident.suspects[0] : undefined;
}

function isSuspicious(incident: Incident, match: ModeMatch): boolean {
  const {
    suspects: [first, second],
    noneScore,
  } = incident;
  if (first === undefined) return false;
  if (!usuallyChanged.has(ownCategory({ incident, match })))
    return first.score > noneScore && first.score >= culpritFrom;
  const some = 1 - noneScore;
  const leads = first.score >= named.share * some || first.score >= named.lead * (second?.score ?? 0);
  return (some >= named.some && leads) || (some >= namedInDoubt.some && first.score >= namedInDoubt.share * some);
}

/** Two changes are too near each other to name one of them. */
function isUndecided(incident: Incident, match: ModeMatch): boolean {
  const [first, second] = incident.suspects;
  if (!first || !second || !isSuspicious(incident, match)) return false;
  return first.score < likely && first.score < clearLead * second.score;
}

/**
 * Where the culprit lies: a change of settings only is configuration, of manifests and lock files only a dependency. Where
 * the platform fails, a change of the platform's own description stays infrastructure unless it only moves values.
 */
function categoryOf(situation: Case): Category {
  const own = ownCategory(situation);
  const { culprit } = situation;
  if (!culprit) return own;
  const kinds = new Set(culprit.files.map(({ path }) => fileKindOf(path)).filter((kind) => !inert.has(kind)));
  const only = (...allowed: readonly FileKind[]) =>
    kinds.size > 0 && [...kinds].every((kind) => allowed.includes(kind));
  if (only('manifest', 'lock')) return own === 'configuration' ? 'configuration' : 'dependency';
  if (only('config')) return 'configuration';
  if (only('config', 'infrastructure')) return own === 'infrastructure' ? 'infrastructure' : 'configuration';
  return own === 'unknown' ? 'application' : own;
}

const inert: ReadonlySet<FileKind> = new Set(['test', 'docs', 'ci']);

function culpritOf(suspect: Suspect): Culprit {
  return {
    change: suspect.id,
    ...(suspect.number ? { number: suspect.number } : {}),
    sha: suspect.sha,
    title: suspect.title,
    ...(suspect.url ? { url: suspect.url } : {}),
  };
}

/** `#52 "Move old prices"`, or the short commit of a direct push. */
function nameOf(suspect: Suspect): string {
  return `${suspect.number ? `#${suspect.number}` : suspect.sha.slice(0, 8)} "${suspect.title}"`;
}

function summaryOf({ incident, match, culprit }: Case, inconclusive: boolean): string {
  const { service } = incident.alert;
  if (inconclusive)
    return cut(`${service}: the evidence does not say what broke; ${incident.gaps.length} gaps are listed.`);
  const [first, second] = incident.suspects;
  const cause = culprit
    ? `brought by ${nameOf(culprit)}`
    : first && second && isUndecided(incident, match)
      ? `brought by ${nameOf(first)} or by ${nameOf(second)}`
      : 'not brought by a merged change';
  return cut(`${service}: ${inSentence(match.mode.title)}, ${cause}.`);
}

function cut(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

/** The leading explanation and up to two others: the next failure mode that fits, and the next change. */
function hypothesesOf(incident: Incident, matches: readonly ModeMatch[], explanation: Claim): Hypothesis[] {
  const [match, nextMatch] = matches as [ModeMatch, ModeMatch | undefined];
  const [first, second] = incident.suspects;
  const led = leadingSuspect(incident, match);
  const leading: Hypothesis = {
    text: explanation.text,
    failureMode: match.mode.id,
    culprit: led ? culpritOf(led) : null,
    probability: led ? led.score : incident.noneScore,
    evidence: explanation.evidence,
  };
  const rivals = led ? [second] : isUndecided(incident, match) ? [first, second] : [first];
  const others: Hypothesis[] = [
    ...rivals.flatMap((rival): Hypothesis[] =>
      rival && rival.score >= 0.05
        ? [
            {
              text: `${nameOf(rival)} did it instead: ${rival.reasons[0]?.text ?? 'it was merged shortly before the onset.'}`,
              failureMode: match.mode.id,
              culprit: culpritOf(rival),
              probability: rival.score,
              evidence: [rival.id, ...(rival.reasons[0]?.evidence ?? [])],
            },
          ]
        : [],
    ),
    ...(nextMatch && nextMatch.hits.length > 0 && nextMatch.score >= 0.05
      ? [
          {
            text: `It is ${inSentence(nextMatch.mode.title)} instead: ${nextMatch.hits[0]?.means ?? 'its signs were met'}.`,
            failureMode: nextMatch.mode.id,
            culprit: null,
            probability: nextMatch.score,
            evidence: [...(nextMatch.hits[0]?.evidence ?? [])],
          },
        ]
      : []),
  ];
  return [leading, ...others.sort((a, b) => b.probability - a.probability)].slice(0, 3);
}

/**
 * The failure mode's own order, bent by two rules: a broad change that takes down a P0 or P1 service is rolled back
 * before anyone edits it, and code we are not sure about is rolled back (a culprit) or handed to a person (none). Flags,
 * settings and versions are set back by their own fix.
 */
function typesToTry(situation: Case, level: 'high' | 'medium' | 'low'): RemediationType[] {
  const { incident, match, culprit } = situation;
  const isInDoubt = level === 'low' && categoryOf(situation) === 'application';
  const own = culprit ? match.mode.whenCulprit : match.mode.whenNone;
  const urgent = incident.alert.severity === 'P0' || incident.alert.severity === 'P1';
  const broad = culprit?.reasons.some(({ signal }) => signal === 'trait-broad-refactoring') ?? false;
  const first: RemediationType[] = culprit && ((urgent && broad) || isInDoubt) ? ['pr_rollback'] : [];
  return [
    ...new Set<RemediationType>([...first, ...own, ...(culprit ? (['pr_rollback'] as const) : []), 'escalation']),
  ].filter((type, index, all) => type !== 'escalation' || index === all.length - 1);
}

function claimsOf({ match, culprit }: Case, explanation: Claim): Claim[] {
  const signs = match.hits.map((hit) => ({ text: `The evidence shows ${hit.means}.`, evidence: [...hit.evidence] }));
  const reasons = (culprit?.reasons ?? [])
    .filter(({ weight }) => weight > 0)
    .map(({ text, evidence }) => ({ text, evidence: [culprit!.id, ...evidence] }));
  return [explanation, ...reasons, ...signs].filter(({ evidence }) => evidence.length > 0);
}
