import { advice } from '../compose.ts';
import { statementQuery } from '../database.ts';
import { poolUsage, slowRequests } from '../rule-library.ts';
import { say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about work that takes too long. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const table = story.fact('table');
    const endpoint = story.fact('endpoint');
    return {
      immediate: [
        step(
          say`Keep ${endpoint} from taking the rest of ${service} with it: limit its calls until it is quick again.`,
        ) ?? step(say`Limit the slow calls of ${service} until they are quick again.`),
      ],
      triage: [
        step(
          say`Compare ${endpoint} with the other endpoints of ${service}: one slow endpoint is code or data, all of them are a resource.`,
        ),
      ],
      diagnose: [
        step(say`Find the slow statement on ${table} among the busiest and ask for its plan.`, statementQuery(story)),
        step(say`The log measures ${story.fact('millis')} ms for a single operation.`),
        step(say`The time is spent under ${story.frame}.`),
        step(say`Read in ${story.place} what ${change} does more, or no longer does once.`),
      ],
      resolve: [
        step(say`Take back the slow part of ${change} in ${story.place}.`),
        step(say`An index for the filter on ${table} is a change of its own, by migration.`),
        change
          ? undefined
          : step(
              say`Without a change to undo, find the slow part of ${service} first; longer time-outs would only hide it.`,
            ),
      ],
      prevent: [
        step(
          say`Measure ${endpoint ?? service} in CI with data of production's size, and fail on a multiple of its usual time.`,
        ),
        step(say`Give every call inside ${service} a time-out shorter than its caller's.`),
      ],
      rules: [slowRequests(story), poolUsage(story)],
      capacity: [
        step(
          say`More instances of ${service} help only if its own processor is the bound, which nothing in the evidence shows.`,
        ),
      ],
      recovery: [
        step(
          say`Queues in front of ${service} empty by themselves once it is quick; callers that retry at once keep them full.`,
        ),
      ],
      performance: [
        step(say`Find the slowest tenth of the requests to ${endpoint} and what they share.`),
        step(say`Rows of ${table} read per row returned are the figure to lower.`),
      ],
    };
  });
}
