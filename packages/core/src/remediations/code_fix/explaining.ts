import type { Reason } from '../../incident/index.ts';
import type { PlanContext } from '../types.ts';
import type { Part } from './parts.ts';
import { type Scored, withMarks } from './seeds.ts';

/** Signals that tell how a line makes the failure, where a stack frame or a file's name only tells where it showed. */
const explains = /^(?:wrote-the-line|removed-name|read-by|calls|lowered-limit|trait-.+)$/;

/**
 * The parts that explain the failure: they hold a place of a leading reason that tells how the change makes it fail, or
 * look as the cause of such failures typically does. Best first; empty when nothing explains it.
 */
export function explainingSeeds(scored: readonly Scored[], { incident, diagnosis }: PlanContext): Scored[] {
  const suspect = incident.suspects.find(({ id }) => id === diagnosis.culprit?.change);
  const reasons = (suspect?.reasons ?? []).filter(
    ({ signal, weight, places }) => weight > 0 && places.length > 0 && explains.test(signal),
  );
  const best = Math.max(0, ...reasons.map(({ weight }) => weight));
  const places = reasons.filter(({ weight }) => weight >= best / 2).flatMap((reason) => reason.places);
  const seeds = scored.filter(({ part, typical }) => typical || places.some((place) => holds(part, place)));
  return withMarks(seeds, scored);
}

/** Whether a place of the diff is one of a part's lines. */
function holds({ file, block }: Part, { path, line, side }: Reason['places'][number]): boolean {
  if (side === 'added') return path === file.path && line > block.afterStart && line <= block.afterEnd;
  return (path === file.path || path === file.pathBefore) && line > block.beforeStart && line <= block.beforeEnd;
}
