import type { LogPattern } from '../incident/index.ts';
import { percent } from '../report/quantity.ts';
import { tellingReasons } from '../report/reasons.ts';
import { findAgain } from './find-again.ts';
import { failingRequests } from './requests.ts';
import { quantity, quoted, run, say, step, type Told } from './say.ts';
import { detectionOf, isBadWhenHigh, lagOf, measured, type Story } from './story.ts';
import type { Step } from './types.ts';

/** How it was seen: the rule that fired and the decisive line. */
export function detect(story: Story): (Step | undefined)[] {
  const { alert } = story.situation.incident;
  const rule: Told = { text: quoted(alert.rule), evidence: ['A.rule'] };
  const day: Told = { text: alert.firedAt.slice(0, 10), evidence: ['A.firedAt'] };
  const fired = say`${rule} fired for ${story.service} at ${story.fired} on ${day}`!;
  const measuredAs = say`, with ${story.metric}` ?? { text: '', evidence: [] };
  const logged = story.lead ? say`; the log says ${story.line}, ${story.frequency}` : undefined;
  return [step(say`${fired}${measuredAs}${logged ?? { text: '', evidence: [] }}.`)];
}

/** How far it reaches: the requests, and what else was measured. */
export function triage(story: Story): (Step | undefined)[] {
  const { incident } = story.situation;
  const others = incident.signals.filter((signal) => signal !== story.signal).slice(0, 3);
  return [
    step(say`Requests that fail in the log: ${story.failing}.`),
    ...others.map((signal) => step({ text: `Also measured: ${measured(signal)}.`, evidence: [signal.id] })),
  ];
}

/** What other patterns add to the leading one, sign by sign. */
export function corroboration(story: Story): (Step | undefined)[] {
  const seen = new Set<string>();
  return story.situation.match.hits.slice(0, 8).flatMap(({ means }) => {
    const shown = story.shown(means);
    if (!shown || shown.evidence.some((id) => seen.has(id)) || seen.size >= 3) return [];
    for (const id of shown.evidence) seen.add(id);
    return [step(say`The log also shows that ${means}: ${shown}.`)];
  });
}

/** Which change is held to be the cause and why; or that none is. */
export function suspicion(story: Story): (Step | undefined)[] {
  const { culprit, incident } = story.situation;
  const platform = step(
    say`${story.platform} is a change of the platform: ask who made it what it altered for ${story.service}.`,
  );
  if (!culprit) {
    const best = incident.suspects[0];
    return [
      platform,
      best &&
        step({
          text: `None of the ${incident.changesRanked} merged changes explains it; the nearest, ${best.number === undefined ? best.sha.slice(0, 10) : `#${best.number}`} ${quoted(best.title, 90)}, reaches ${percent(best.score)}.`,
          evidence: [best.id, ...story.constant.evidence],
        }),
    ];
  }
  const lag = lagOf(story);
  const share = percent(culprit.score);
  const reasons = tellingReasons(culprit).filter(({ weight, signal }) => weight > 0 && signal !== 'onset');
  return [
    step(
      say`${story.change}, with ${share} the first of ${incident.changesRanked} merged changes, came ${lag} before the first error and touches ${story.place}.` ??
        say`${story.change}, with ${share} the first of ${incident.changesRanked} merged changes, touches ${story.place}.`,
      run`git show ${culprit.sha.slice(0, 12)} -- ${story.place}`,
    ),
    ...reasons.slice(0, 2).map(({ text, evidence }) => step({ text, evidence: [culprit.id, ...evidence] })),
  ];
}

/** How one sees that it is over: the metric is back, the line is gone, the requests are answered. */
export function verify(story: Story): (Step | undefined)[] {
  const { signal, lead } = story;
  const threshold = signal?.threshold;
  const again = lead && findAgain(story, lead);
  return [
    signal && threshold !== undefined
      ? step({
          text: `${signal.name} ${isBadWhenHigh(signal) ? 'falls below' : 'rises above'} ${quantity(threshold, signal.unit)} again, from ${quantity(signal.value, signal.unit)}${signal.baseline === undefined ? '' : `, towards its usual ${quantity(signal.baseline, signal.unit)}`}.`,
          evidence: [signal.id],
        })
      : undefined,
    lead && goesAway(story, lead)
      ? step(say`${story.constant} is not written any more after the fix${again?.how ?? ''}.`, again?.command, [
          lead.id,
        ])
      : undefined,
    step(say`No error is answered to ${story.failing}.`),
  ];
}

/** A line that health writes too, an answered request or a count of statements, does not end with the failure. */
function goesAway({ line }: Story, { level, novelty }: LogPattern): boolean {
  const isAccess = /^“(?:GET|POST|PUT|PATCH|DELETE|HEAD) \//.test(line.text);
  if (isAccess && !/(?:Exception|Error|panic)\b/.test(line.text)) return false;
  return level === 'error' || level === 'fatal' || novelty === 'new';
}

/** Names of metrics that tell how requests end, not how much of a resource is used: they have no headroom to plan. */
const OUTCOME = /err|fail|[45]xx|\b[45]\d\d\b|status|latenc|duration|time|restart|reject|denied|success|avail/i;

/** What the measurements say about size; honest when there is none. */
export function headroom({ signal, service, situation }: Story): (Step | undefined)[] {
  if (!signal) {
    return [
      step({
        text: `The alert of ${service.text} carries no measurement, so its log alone (${situation.incident.log.lines} lines) cannot size anything; add the load to the alert that fired as ${quoted(situation.incident.alert.title, 80)}.`,
        evidence: ['A.title', 'A.service'],
      }),
    ];
  }
  const { baseline, value, threshold, unit, name } = signal;
  return [
    baseline !== undefined && baseline > 0
      ? step({
          text: `${name} went from ${quantity(baseline, unit)} to ${quantity(value, unit)}, ${Number((value / baseline).toPrecision(2))} times the usual for ${service.text}.`,
          evidence: [signal.id, 'A.service'],
        })
      : undefined,
    threshold !== undefined && baseline !== undefined && !OUTCOME.test(name)
      ? step({
          text: `Between the usual ${quantity(baseline, unit)} and the limit of ${quantity(threshold, unit)} lies the headroom of ${service.text}; plan capacity when ${name} spends half of it, at ${quantity((baseline + threshold) / 2, unit)}.`,
          evidence: [signal.id, 'A.service'],
        })
      : undefined,
  ];
}

/** What was lost while it failed, and how long nobody knew. */
export function recovery(story: Story): (Step | undefined)[] {
  const detection = detectionOf(story);
  return [
    step(
      say`${story.write} is among what fails: compare what ${story.service} stored with what its callers were told, and repeat or reconcile the difference.`,
    ) ?? (onlyReads(story) ? step(say`No write was found among the failing requests: ${story.failing}.`) : undefined),
    step(say`${detection}; an earlier warning could save that time.`) ??
      step(
        say`No first error before ${story.fired} can be dated, so how long ${story.service} failed unnoticed is unknown.`,
      ),
  ];
}

function onlyReads({ situation, write }: Story): boolean {
  const requests = failingRequests(situation.incident, true);
  return !write && requests.length > 0 && requests.every(({ method }) => method === 'GET' || method === 'HEAD');
}

/** What the measurements say about speed; honest when there is none. */
export function slowness({ situation: { incident }, service }: Story): (Step | undefined)[] {
  const timed = incident.signals.find(
    ({ unit, name }) => /^(?:m?s|us|ns)$/.test(unit) || /latenc|duration|response/i.test(name),
  );
  if (timed) return [step({ text: `Measured with the alert: ${measured(timed)}.`, evidence: [timed.id] })];
  return [
    step({
      text: `No latency of ${service.text} is among what was measured, so nothing here says how fast it answered.`,
      evidence: ['A.service'],
    }),
  ];
}
