import type { Claim, EvidenceId } from '../incident/index.ts';
import { ownMetricRules, targetDown } from './rules.ts';
import { known, quantity, quoted, run, say, step, type Told } from './say.ts';
import { detectionOf, isBadWhenHigh, lagOf, measured, type Story, storyOf } from './story.ts';
import type { Advice, AlertRule, Case, Step } from './types.ts';

/** The part of the advice that only the failure mode can give; sentences whose facts are unknown are left out. */
export interface OwnAdvice {
  readonly immediate: readonly (Step | undefined)[];
  readonly triage?: readonly (Step | undefined)[];
  readonly diagnose: readonly (Step | undefined)[];
  readonly resolve: readonly (Step | undefined)[];
  readonly verify?: readonly (Step | undefined)[];
  readonly prevent: readonly (Step | undefined)[];
  readonly rules: readonly (AlertRule | undefined)[];
  readonly capacity: readonly (Step | undefined)[];
  readonly recovery: readonly (Step | undefined)[];
  readonly performance: readonly (Step | undefined)[];
}

/** The mode's explanation as a claim; an explanation without facts falls back to the decisive line. */
export function explained(situation: Case, tell: (story: Story) => Told | undefined): Claim {
  const story = storyOf(situation);
  const told = tell(story) ?? say`${story.service} fails with ${story.line}.`!;
  return { text: told.text, evidence: cited(told.evidence, story.proof) };
}

/** The mode's own advice, framed by what holds for every incident: how it was seen, how far it reaches, how one sees it is over. */
export function advice(situation: Case, own: (story: Story) => OwnAdvice): Advice {
  const story = storyOf(situation);
  const part = own(story);
  return {
    immediate: steps(part.immediate, story),
    runbook: {
      detect: steps(detect(story), story),
      triage: steps([...(part.triage ?? []), ...triage(story)], story),
      diagnose: steps([...part.diagnose, ...suspicion(story)], story),
      resolve: steps(part.resolve, story),
      verify: steps([...(part.verify ?? []), ...verify(story)], story),
      prevent: steps(part.prevent, story),
    },
    alertRules: rulesOf(story, known(part.rules)),
    capacity: steps([...part.capacity, ...headroom(story)], story),
    recovery: steps([...part.recovery, ...recovery(story)], story),
    performance: steps([...part.performance, ...slowness(story)], story),
  };
}

function steps(items: readonly (Step | undefined)[], story: Story): Step[] {
  const seen = new Set<string>();
  return known(items)
    .filter(({ text }) => !seen.has(text) && seen.add(text))
    .map((item) => ({ ...item, evidence: cited(item.evidence, story.proof) }));
}

function cited(evidence: readonly EvidenceId[], otherwise: readonly EvidenceId[]): EvidenceId[] {
  if (evidence.length > 0) return [...evidence];
  return otherwise.length > 0 ? [...otherwise] : ['A.title'];
}

function rulesOf(story: Story, own: readonly AlertRule[]): AlertRule[] {
  const rules = [...own, ...ownMetricRules(story)];
  if (rules.length === 0) rules.push(targetDown(story));
  return rules.filter(({ alert }, index) => rules.findIndex((other) => other.alert === alert) === index).slice(0, 4);
}

function detect(story: Story): (Step | undefined)[] {
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

function triage(story: Story): (Step | undefined)[] {
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

function suspicion(story: Story): (Step | undefined)[] {
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
      culprit.sha && run`git show --stat ${culprit.sha}`,
    ),
    ...reasons.map(({ text, evidence }) => step({ text, evidence: [culprit.id, ...evidence] })),
  ];
}

function percent(score: number): string {
  return `${Math.round(score * 100)} %`;
}

function verify(story: Story): (Step | undefined)[] {
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

function headroom({ signal, service, situation }: Story): (Step | undefined)[] {
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
    threshold !== undefined && baseline !== undefined
      ? step({
          text: `Between the usual ${quantity(baseline, unit)} and the limit of ${quantity(threshold, unit)} lies the headroom of ${service.text}; plan capacity when ${name} spends half of it, at ${quantity((baseline + threshold) / 2, unit)}.`,
          evidence: [signal.id, 'A.service'],
        })
      : undefined,
  ];
}

function recovery(story: Story): (Step | undefined)[] {
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

function slowness({ situation: { incident }, service, seen }: Story): (Step | undefined)[] {
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
