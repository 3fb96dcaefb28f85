import type { Claim, EvidenceId } from '../incident/index.ts';
import { ownMetricRules, targetDown } from './rules.ts';
import { known, say, type Told } from './say.ts';
import { corroboration, detect, headroom, recovery, slowness, suspicion, triage, verify } from './sections.ts';
import { type Story, storyOf } from './story.ts';
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
  const platform = situation.culprit ? undefined : say` The platform was being changed: ${story.platform}.`;
  const evidence = [...new Set([...cited(told.evidence, story.proof), ...(platform?.evidence ?? [])])];
  return { text: told.text + (platform?.text ?? ''), evidence };
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
      diagnose: steps([...corroboration(story), ...part.diagnose, ...suspicion(story)], story),
      resolve: steps(part.resolve, story),
      verify: steps([...(part.verify ?? []), ...verify(story)], story),
      prevent: steps(part.prevent, story),
    },
    alertRules: rulesOf(story, known(part.rules)),
    capacity: steps(
      [...part.capacity, ...(part.capacity.some(Boolean) && !story.signal ? [] : headroom(story))],
      story,
    ),
    recovery: steps([...part.recovery, ...recovery(story)], story),
    performance: steps(part.performance.some(Boolean) ? part.performance : slowness(story), story),
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
