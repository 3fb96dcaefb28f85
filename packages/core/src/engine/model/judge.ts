import { failureModes } from '../../failure-modes/registry.ts';
import type { Claim, Diagnosis, EngineUsed, Hypothesis, Incident, Suspect } from '../../incident/index.ts';
import { confidenceLevel } from '../confidence-level.ts';
import type { DiagnosisReply } from './reply.ts';
import { claimOf } from './sentences.ts';
import type { Shown } from './shown.ts';

/** Claims of a model that are looked at. */
export const maxClaims = 8;
/** The most that is left of the confidence when the model itself is not sure. */
const mostWhen = { high: 1, medium: 0.74, low: 0.44 } as const;
/** What is taken away where the model holds something else, and for each sentence that was struck. */
const costs = { otherCulprit: 0.2, otherMode: 0.1, notShown: 0.1, struck: 0.05, struckAtMost: 0.15 } as const;

/**
 * The computed diagnosis, improved by what a model said and can show. The model explains and doubts; it does not decide:
 * summary, culprit, actions and remediation types stay computed, another culprit becomes a hypothesis, and the confidence
 * can only sink.
 *
 * @param computed What the offline engine holds.
 * @returns The diagnosis, or one sentence why nothing of the reply can be used.
 */
export function judgedDiagnosis(
  incident: Incident,
  computed: Diagnosis,
  reply: DiagnosisReply,
  { texts, gaps }: Pick<Shown, 'texts' | 'gaps'>,
  engine: EngineUsed,
): Diagnosis | { readonly unusable: string } {
  const cause = claimOf(reply.rootCause, texts);
  const given = reply.claims.slice(0, maxClaims);
  const claims = given.flatMap((sentence) => claimOf(sentence, texts) ?? []);
  if (!cause && claims.length === 0)
    return { unusable: 'none of its sentences is a plain one that quotes the evidence' };

  const named = namedSuspect(reply.culprit, incident, texts);
  const verdict = named === 'not shown' ? named : sameChange(named, computed) ? 'same' : 'other';
  const otherMode = otherModeOf(reply.failureMode, computed);
  const kept = claims.length + (cause ? 1 : 0);
  const hypothesis =
    verdict === 'other' && cause
      ? [dissent(cause, named as Suspect | null, otherMode ?? computed.failureMode, incident)]
      : [];
  const agreed = verdict === 'same' && otherMode === undefined ? cause : undefined;
  return {
    ...computed,
    engine,
    rootCause: agreed?.text ?? computed.rootCause,
    hypotheses: withHypothesis(computed.hypotheses, hypothesis),
    confidence: lowered(computed.confidence, reply.confidence, {
      verdict,
      named: named === 'not shown' ? null : named,
      otherMode,
      kept,
      asked: given.length + 1,
      model: engine.model ?? engine.name,
    }),
    claims: distinct([...(agreed ? [agreed] : []), ...claims, ...computed.claims]),
    gaps: [...computed.gaps, ...gaps],
  };
}

/** The change that was named, when it was shown; `null` when none was named. */
function namedSuspect(
  culprit: string | null,
  { suspects }: Incident,
  shown: Shown['texts'],
): Suspect | null | 'not shown' {
  const name = (culprit ?? '').replaceAll(/[[\]\s]/g, '');
  if (/^(?:null|none|)$/i.test(name)) return null;
  const suspect = suspects.find(({ id, number }) => id === name || `#${number}` === name);
  return suspect && shown.has(suspect.id) ? suspect : 'not shown';
}

function sameChange(named: Suspect | null | 'not shown', { culprit }: Diagnosis): boolean {
  return named !== 'not shown' && (named?.id ?? null) === (culprit?.change ?? null);
}

/** The failure mode of the reply where it is one we know and not the computed one. */
function otherModeOf(name: string, computed: Diagnosis): string | undefined {
  const known = failureModes.find(({ id }) => id === name.trim().toLowerCase())?.id;
  return known === undefined || known === 'unknown' || known === computed.failureMode ? undefined : known;
}

function dissent(cause: Claim, suspect: Suspect | null, failureMode: string, { noneScore }: Incident): Hypothesis {
  return {
    text: cause.text,
    failureMode,
    culprit: suspect && {
      change: suspect.id,
      ...(suspect.number ? { number: suspect.number } : {}),
      sha: suspect.sha,
      title: suspect.title,
      ...(suspect.url ? { url: suspect.url } : {}),
    },
    // How likely it is stays computed, too.
    probability: suspect ? suspect.score : noneScore,
    evidence: [...new Set([...(suspect ? [suspect.id] : []), ...cause.evidence])],
  };
}

/** The leading explanation stays first; what the model holds instead is never the one that is cut off. */
function withHypothesis(computed: readonly Hypothesis[], added: readonly Hypothesis[]): Hypothesis[] {
  const [leading, ...others] = computed;
  const rivals = others.filter(({ culprit, failureMode }) =>
    added.every((one) => one.culprit?.change !== culprit?.change || one.failureMode !== failureMode),
  );
  return [...(leading ? [leading] : []), ...added, ...rivals].slice(0, 3);
}

function lowered(
  { score, why }: Diagnosis['confidence'],
  word: DiagnosisReply['confidence'],
  found: {
    verdict: 'same' | 'other' | 'not shown';
    named: Suspect | null;
    otherMode: string | undefined;
    kept: number;
    asked: number;
    model: string;
  },
): Diagnosis['confidence'] {
  const { verdict, named, otherMode, kept, asked, model } = found;
  const struck = Math.min(costs.struckAtMost, (asked - kept) * costs.struck);
  const cost =
    struck +
    (verdict === 'other' ? costs.otherCulprit : verdict === 'not shown' ? costs.notShown : 0) +
    (otherMode ? costs.otherMode : 0);
  const left = Math.round(Math.max(0, Math.min(score - cost, mostWhen[word])) * 100) / 100;
  const view = {
    same: named ? `holds ${named.id} to be the cause as well` : 'holds no merged change to be the cause either',
    other: named ? `holds ${named.id} to be the cause instead` : 'holds no merged change to be the cause',
    'not shown': 'named a change that it was not shown',
  }[verdict];
  return {
    score: left,
    level: confidenceLevel(left),
    why: [
      ...why,
      `The model ${model} ${view}${otherMode ? `, and reads it as ${otherMode}` : ''}. ${kept} of its ${asked} sentences quote the evidence and were kept; summary, culprit and actions are computed.`,
      ...(left < score ? [`That lowered the confidence from ${score} to ${left}; a model never raises it.`] : []),
    ],
  };
}

function distinct(claims: readonly Claim[]): Claim[] {
  return [...new Map([...claims].reverse().map((claim) => [claim.text, claim])).values()].reverse();
}
