import { advice } from '../compose.ts';
import { cannotStart, serverErrors } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a setting that is wrong or missing. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const key = story.fact('key', 'object', 'database', 'image', 'topic', 'volume', 'host', 'port', 'class');
    const namespace = story.fact('namespace');
    const workload = story.fact('deployment') ?? service;
    return {
      immediate: [
        step(
          say`Stop the rollout of ${service} so that instances with the earlier setting stay in traffic.`,
          run`kubectl -n ${namespace} rollout undo deploy/${workload}`,
        ),
      ],
      triage: [
        step(
          say`Instances of ${service} that started before ${story.onset} may still hold the old value; do not restart them.`,
        ),
      ],
      diagnose: [
        step(say`Find where ${key} is set and where ${service} reads it.`, key && run`git grep -n ${key}`),
        step(
          say`Compare ${key} as deployed with ${story.place}.`,
          run`kubectl -n ${namespace} get deploy ${workload} -o yaml`,
        ),
        step(say`The setting is read by ${story.frame}.`),
        step(say`${change} is the last to have changed ${story.place}.`),
      ],
      resolve: [
        step(say`Give ${key} the value it had before ${change}.`) ??
          step(say`Correct ${key} for ${service} where it is kept.`) ??
          step(say`Correct the setting of ${service} that ${story.constant} complains of.`),
        step(
          say`If ${key} is meant to be new, set it in every environment of ${service} before the code that needs it.`,
        ),
      ],
      verify: [
        step(
          say`A fresh instance of ${service} starts and reads ${key}.`,
          run`kubectl -n ${namespace} rollout status deploy/${workload}`,
        ),
      ],
      prevent: [
        step(say`Check the settings of ${service} in CI as production would read them, ${key} among them.`) ??
          step(say`Check the settings of ${service} in CI as production would read them.`),
        step(say`Let ${service} name every missing setting at start, in one message.`),
      ],
      rules: [cannotStart(story), serverErrors(story)],
      capacity: [step(say`Size plays no part: ${service} fails the same way with more instances.`)],
      recovery: [step(say`Keep the earlier settings of ${service} where they can be put back without a build.`)],
      performance: [],
    };
  });
}
