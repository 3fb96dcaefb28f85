import { advice } from '../compose.ts';
import { serverErrors, slowRequests } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a switch that was thrown too far. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change, seen } = story;
    const flag = story.fact('flag');
    return {
      immediate: [
        step(say`Turn ${flag} off for ${service}; it needs no build.`) ??
          step(say`Turn off for ${service} the switch that came before ${seen}.`),
      ],
      triage: [
        step(say`Compare requests of ${service} with and without ${flag}: only those with it should show ${seen}.`),
      ],
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
      verify: [step(say`${service} shows no new occurrence of ${seen} while ${flag} reads as off.`)],
      prevent: [
        step(
          say`Open ${flag} to a few percent of the traffic of ${service} first, with ${seen} as the reason to stop.`,
        ),
        step(say`Load-test the path behind ${flag} before it is opened again.`) ??
          step(say`Load-test the path that ${seen} shows before the switch is thrown again.`),
      ],
      rules: [serverErrors(story), slowRequests(story)],
      capacity: [
        step(
          say`Size ${service} for the path behind ${flag} only after that path is measured under the load of ${seen}.`,
        ),
      ],
      recovery: [step(say`Turning ${flag} off needs as long as ${service} takes to read its settings; rehearse it.`)],
      performance: [
        step(say`Measure statements and time of one request to ${story.fact('endpoint')} with ${flag} on and off.`),
      ],
    };
  });
}
