import { advice } from '../compose.ts';
import { serverErrors, slowRequests } from '../rule-library.ts';
import { run, say, step, type Told } from '../say.ts';
import type { Story } from '../story.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a switch that was thrown too far. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const flag = story.fact('flag');
    const home = homeOf(story);
    return {
      immediate: [
        step(say`Turn ${flag} off for ${service} in ${flagService(story)}; that needs no build.`) ??
          step(say`Turn ${flag} off for ${service}: it lives in ${home}, so it goes with the next rollout.`) ??
          step(say`Turn ${flag} off for ${service} where it is kept.`) ??
          step(say`Turn off for ${service} the switch that was thrown before ${story.onset ?? story.fired}.`),
      ],
      triage: [step(say`Compare requests of ${service} with and without ${flag}: only those with it should fail.`)],
      diagnose: [
        step(say`Find every reader of ${flag}.`, flag && run`git grep -n ${flag}`),
        step(say`${story.place} is where ${change} sets it.`),
        step(say`The code behind it leads to ${story.frame}.`),
        step(say`${story.fact('statements')} statements a request were counted while it was on.`),
      ],
      resolve: [
        step(say`Set ${flag} to off in ${story.place} and leave the code behind it for a calm day.`) ??
          step(say`Set the switch in ${story.place} back to its value before ${change}.`),
        step(say`Roll back ${change} as a whole only if ${service} does not recover with the switch off.`),
      ],
      verify: [step(say`${service} reads ${flag} as off after the rollout.`)],
      prevent: [
        step(say`Open ${flag} to a few percent of the traffic of ${service} first.`),
        step(say`Load-test the path behind ${flag} before it is opened again.`) ??
          step(say`Load-test the path behind the switch of ${service} before it is thrown again.`),
      ],
      rules: [serverErrors(story), slowRequests(story)],
      capacity: [
        step(
          say`Size ${service} for the path behind ${flag} only after that path is measured under production's load.`,
        ),
      ],
      recovery: [
        step(
          say`${flag} lives in ${home}, so turning it off takes a rollout of ${service}; a switch that is read at run time would not.`,
        ) ?? step(say`Rehearse turning ${flag} off in ${service}: know where it is kept and when it is read.`),
      ],
      performance: [
        step(say`Measure statements and time of one request to ${story.fact('endpoint')} with ${flag} on and off.`),
      ],
    };
  });
}

/** The file of the culprit in which the flag is set: a repository file, which production reads after a rollout only. */
function homeOf(story: Story): Told | undefined {
  const { culprit } = story.situation;
  const flag = story.fact('flag')?.text.split('.').at(-1);
  if (!culprit || !flag) return undefined;
  const places = culprit.reasons.flatMap(({ places: all }) => all);
  const path = places.find(({ side, text }) => side === 'added' && text.includes(flag))?.path;
  return path ? { text: path, evidence: [culprit.id] } : undefined;
}

const FLAG_SERVICE =
  /\b(?<name>LaunchDarkly|Unleash|flagd|Flagsmith|ConfigCat|GrowthBook|Split\.io|Optimizely|Statsig|PostHog|Flipt|AppConfig)\b/i;

/** The flag service that the evidence names; there a flag is turned without a build. */
function flagService({ situation: { incident } }: Story): Told | undefined {
  for (const { id, example } of incident.log.patterns) {
    const name = FLAG_SERVICE.exec(example.slice(0, 2_000))?.groups?.name;
    if (name) return { text: name, evidence: [id] };
  }
  return undefined;
}
