import { percent } from '../report/quantity.ts';
import { quantity, quoted, run, say, step, type Told } from './say.ts';
import { detectionOf, isBadWhenHigh, lagOf, measured, type Story } from './story.ts';
import type { Step } from './types.ts';

/** How it was seen: the rule that fired and the decisive line. */
export function detect(story: Story): (Step | undefined)[] {
  const { alert } = story.situation.incident;
  const rule: Told = { text: quoted(alert.rule), evidence: ['A.rule'] };
  return [
    step(
      say`${rule} fired for ${story.service} at ${story.fired} on ${{ text: alert.firedAt.slice(0, 10), evidence: ['A.firedAt'] }}: ${story.metric}.` ??
        say`${rule} fired for ${story.service} at ${story.fired} on ${{ text: alert.firedAt.slice(0, 10), evidence: ['A.firedAt'] }}.`,
    ),
    story.lead && step(say`The log says ${story.line}, ${story.frequency}.`),
  ];
}

/** How far it reaches: the request, what else was measured, what else failed. */
export function triage(story: Story): (Step | undefined)[] {
  const { incident } = story.situation;
  const others = incident.signals.filter((signal) => signal !== story.signal).slice(0, 3);
  const endpoint = story.fact('endpoint');
  return [
    step(
      say`${endpoint} is the request seen failing; ${{ text: incident.alert.severity, evidence: ['A.severity'] }} stands while ${story.seen} repeats.`,
    ),
    ...others.map((signal) =>
      step({ text: `Also measured for ${incident.alert.service}: ${measured(signal)}.`, evidence: [signal.id] }),
    ),
    companions(story),
  ];
}

/** New error patterns next to the leading one: one failure or two? */
function companions({ situation: { incident }, lead, proof }: Story): Step | undefined {
  const others = incident.log.patterns.filter(
    ({ id, level, novelty }) =>
      id !== lead?.id && !proof.includes(id) && novelty !== 'steady' && (level === 'error' || level === 'fatal'),
  );
  const first = others[0];
  if (!first || !lead) return undefined;
  const rest = others.length === 1 ? '' : `, the first of ${others.length} other new error patterns`;
  return {
    text: `${quoted(first.template, 110)} began in the same window${rest}; treat it as a consequence unless it precedes ${lead.id}.`,
    evidence: [first.id, lead.id],
  };
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
  if (!culprit) {
    const best = incident.suspects[0];
    return [
      best &&
        step({
          text: `None of the ${incident.changesRanked} merged changes explains ${story.seen.text}; the nearest, ${best.number === undefined ? best.sha.slice(0, 10) : `#${best.number}`} ${quoted(best.title, 90)}, reaches ${percent(best.score)}.`,
          evidence: [best.id, ...story.seen.evidence],
        }),
    ];
  }
  const lag = lagOf(story);
  const reasons = culprit.reasons.filter(({ weight }) => weight > 0).slice(0, 2);
  return [
    step(
      say`${story.change} ranks first of ${incident.changesRanked} merged changes with ${percent(culprit.score)}; the first error followed its merge by ${lag}.` ??
        say`${story.change} ranks first of ${incident.changesRanked} merged changes with ${percent(culprit.score)}.`,
      run`git show --stat ${culprit.sha.slice(0, 12)}`,
    ),
    ...reasons.map(({ text, evidence }) => step({ text, evidence: [culprit.id, ...evidence] })),
  ];
}

/** How one sees that it is over. */
export function verify(story: Story): (Step | undefined)[] {
  const { signal, lead } = story;
  const threshold = signal?.threshold;
  return [
    signal && threshold !== undefined
      ? step({
          text: `${signal.name} of ${story.service.text} ${isBadWhenHigh(signal) ? 'falls below' : 'rises above'} ${quantity(threshold, signal.unit)} again, from ${quantity(signal.value, signal.unit)}${signal.baseline === undefined ? '' : `, towards its usual ${quantity(signal.baseline, signal.unit)}`}.`,
          evidence: [signal.id, 'A.service'],
        })
      : undefined,
    lead &&
      step(
        say`${story.line} is no longer written once the fix is live; before, it came ${story.frequency}.`,
        logCommand(story),
      ),
    step(say`A request to ${story.fact('endpoint')} of ${story.service} succeeds.`, undefined),
  ];
}

/** Where to read the log again, when the evidence names a namespace. */
function logCommand(story: Story): string | undefined {
  const namespace = story.fact('namespace');
  return (
    run`kubectl -n ${namespace} logs deploy/${story.fact('deployment')} --since=15m` ??
    run`kubectl -n ${namespace} logs ${story.fact('pod')} --since=15m`
  );
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

/** How long detection and delivery took this time. */
export function recovery(story: Story): (Step | undefined)[] {
  const detection = detectionOf(story);
  const lag = lagOf(story);
  return [
    step(
      say`${detection}: recovery of ${story.service} cannot be faster than that as long as nothing else watches for ${story.seen}.`,
    ) ??
      step(
        say`No first error before ${story.fired} can be dated, so how long ${story.service} failed unnoticed before ${story.seen} is unknown.`,
      ),
    step(
      say`${story.change} took ${lag} from merge to first error; expect the fix to need about as long to reach ${story.service}.`,
    ),
  ];
}

/** What the measurements say about speed; honest when there is none. */
export function slowness({ situation: { incident }, service, seen }: Story): (Step | undefined)[] {
  const timed = incident.signals.find(
    ({ unit, name }) => /^(?:m?s|us|ns)$/.test(unit) || /latenc|duration|response/i.test(name),
  );
  if (timed)
    return [
      step({ text: `Latency of ${service.text} as measured by the alert: ${measured(timed)}.`, evidence: [timed.id] }),
    ];
  return [
    step({
      text: `No latency of ${service.text} was measured around ${seen.text}, so nothing here says it was slow before it failed.`,
      evidence: ['A.service', ...seen.evidence],
    }),
  ];
}
