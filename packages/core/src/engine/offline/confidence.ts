import { inSentence } from '../../failure-modes/naming.ts';
import type { ModeMatch } from '../../failure-modes/types.ts';
import type { Diagnosis, Incident, Suspect } from '../../incident/index.ts';
import { percent } from '../../report/quantity.ts';
import { confidenceLevel } from '../confidence-level.ts';

/**
 * How sure the evidence lets us be, from four things a reader can check: how far the leading explanation is ahead, how
 * well the failure mode fits, whether log and diff name the same thing, and what we could not see.
 *
 * The weights are expert judgement, not learned.
 */
export function confidenceOf(
  incident: Incident,
  match: ModeMatch,
  culprit: Suspect | undefined,
): Diagnosis['confidence'] {
  const leading = culprit ? culprit.score : incident.noneScore;
  const direct = culprit?.reasons.find(
    ({ places, evidence, weight }) => weight > 0 && places.length > 0 && evidence.some((id) => id.startsWith('L')),
  );
  const fit = match.mode.id === 'unknown' ? 0 : match.score;
  const blind = incident.log.patterns.length === 0;
  const total =
    (culprit ? 0.5 : 0.4) * leading + 0.35 * fit + (direct ? 0.15 : 0) + (!culprit && match.hits.length > 1 ? 0.2 : 0);
  const doubted = culprit !== undefined && culprit.score <= incident.noneScore;
  const apart = isApart(incident, culprit);
  const score = Math.round(Math.min(mostOf(blind, doubted || apart), total) * 100) / 100;
  return {
    score,
    level: confidenceLevel(score),
    why: [
      culprit
        ? `${culprit.id} has ${percent(culprit.score)} of the suspicion; the next change has ${percent(secondScore(incident))}, none of them ${percent(incident.noneScore)}.`
        : `No merged change explains it with ${percent(incident.noneScore)}; the first suspect has ${percent(incident.suspects[0]?.score ?? 0)}.`,
      match.mode.id === 'unknown'
        ? 'The log and the alert fit no failure mode that we know, which lowers the confidence.'
        : `The signs fit ${inSentence(match.mode.title)} with ${percent(match.score)}.`,
      ...(direct ? [`The log and the diff of ${culprit?.id} name the same thing: ${direct.text}`] : []),
      ...(culprit && !direct ? ['No line of the log leads straight into the diff, which lowers the confidence.'] : []),
      ...(doubted ? ['It is as likely that no merged change did it, so the confidence stays low.'] : []),
      ...(apart ? ['The alert is of another time than the log or the change, so the confidence stays low.'] : []),
      ...(blind ? ['There was no readable log, so the confidence stays low.'] : []),
    ],
  };
}

const dayMs = 24 * 3_600_000;
/** Days before the alert after which a merged change is of another time. */
const longAgo = 30;
/** Days between the log's onset and the alert after which the log is of another time. */
const otherLog = 7;

/** The log tells of another time than the alert, or the change was merged long before both. */
function isApart({ alert, log }: Incident, culprit: Suspect | undefined): boolean {
  const firedAt = Date.parse(alert.firedAt);
  const fromLog = log.onsetAt === undefined ? 0 : Math.abs(firedAt - Date.parse(log.onsetAt));
  const fromChange = culprit === undefined ? 0 : firedAt - Date.parse(culprit.mergedAt);
  return fromLog > otherLog * dayMs || fromChange > longAgo * dayMs;
}

/** However well the signs fit: nothing to read, another time, or as much against the culprit as for it, is never more than low. */
function mostOf(blind: boolean, doubted: boolean): number {
  if (blind) return 0.4;
  return doubted ? 0.44 : 0.97;
}

function secondScore(incident: Incident): number {
  return incident.suspects[1]?.score ?? 0;
}
