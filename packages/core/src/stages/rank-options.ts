import type { RankOptions } from '../changes/index.ts';
import type { ModeMatch } from '../failure-modes/index.ts';
import type { Alert, LogDigest } from '../incident/index.ts';
import { tellingPatterns } from './symptom.ts';

/** Words by which an alert says that it grew over hours or days. */
const slowly =
  /\b(?:climb|grow|creep|steadily|slowly|gradual|leak|fill(?:s|ing) up|(?:over|for|since) (?:the last |\d+ )?(?:hours|days|weeks)|since (?:mon|tues|wednes|thurs|fri|satur|sun)day)/i;

/** What runs once a night or month has not run well for days only because nothing failed: how far that is so. */
const rarelyRun = 0.6;
const schedule =
  /\b(?:cron(?:tab|job)?|nightly|monthly|weekly|scheduler|scheduled (?:task|job|run)|celery[ -]?beat|sidekiq-cron|quartz|end[- ]of[- ]month)\b/i;

/** Whether what fails is a job that runs on a schedule: the alert says so, or a scheduler's line names what the errors name. */
function isScheduled(alert: Alert, log: LogDigest): boolean {
  if (schedule.test(`${alert.title} ${alert.description}`)) return true;
  const started = log.patterns
    .filter(({ example }) => schedule.test(example.slice(0, 400)))
    .flatMap(({ example }) => example.slice(0, 400).match(/[A-Za-z]\w{2,60}(?:[._-]\w{2,60})+/g) ?? []);
  const failing = tellingPatterns(log).filter(({ novelty }) => novelty !== 'steady');
  return failing.some(({ example }) => started.some((name) => example.includes(name)));
}

/** What each failure mode says of causes, weighed by how well it fits. */
export function rankOptionsOf(matches: readonly ModeMatch[], alert: Alert, log: LogDigest): RankOptions {
  const traitWeights: Record<string, number> = {};
  let changePrior = 0;
  let frameTrust = 0;
  let buildsUp = slowly.test(`${alert.title} ${alert.description}`) ? 0.5 : 0;
  let underLoad = 0;
  if (isScheduled(alert, log)) buildsUp = Math.max(buildsUp, rarelyRun);
  for (const { mode, score } of matches) {
    changePrior += score * mode.changePrior;
    frameTrust += score * mode.frameTrust;
    if (mode.buildsUp) buildsUp += score;
    if (mode.underLoad) underLoad += score;
    for (const [trait, weight] of Object.entries(mode.causedBy))
      traitWeights[trait] = (traitWeights[trait] ?? 0) + score * weight;
  }
  return {
    traitWeights,
    changePrior,
    frameTrust,
    buildsUp: Math.min(1, buildsUp),
    underLoad: matches[0]?.mode.underLoad ? 1 : underLoad,
  };
}
