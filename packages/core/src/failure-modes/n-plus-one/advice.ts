import { advice } from '../compose.ts';
import { statementQuery } from '../database.ts';
import { poolUsage, slowRequests } from '../rule-library.ts';
import { say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a statement per row. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const statements = story.fact('statements');
    const endpoint = story.fact('endpoint');
    const table = story.fact('table');
    return {
      immediate: [
        step(
          say`Limit the page size or the calls of ${endpoint} on ${service} until it runs fewer than ${statements} statements.`,
        ) ?? step(say`Limit the page size of the requests to ${service} that read lists.`),
      ],
      triage: [
        step(
          say`Other requests of ${service} may suffer only through the connections that this one holds: ${endpoint}.`,
        ),
      ],
      diagnose: [
        step(say`${statements} statements in one request are the finding; look which one repeats.`),
        step(
          say`Ask the database which statement runs most often; the one on ${table} should lead.`,
          statementQuery(story),
        ),
        step(
          say`Read in ${story.place} how ${change} fetches: eager relation, lost join, include or prefetch, query in a loop, or a setting that does it.`,
        ),
        step(say`The rows are loaded under ${story.frame}.`),
      ],
      resolve: [
        step(say`Put the fetching of ${story.place} back to what it was before ${change}.`),
        step(say`Where ${endpoint} needs the related rows, read them in one statement, by join or by a list of keys.`),
      ],
      verify: [
        step(say`One request to ${endpoint} runs a handful of statements instead of ${statements}.`) ??
          step(say`One request runs a handful of statements instead of ${statements}.`),
      ],
      prevent: [
        step(say`Assert the number of statements of ${endpoint} in a test with at least a hundred rows.`) ??
          step(say`Assert the number of statements of ${service} in a test with at least a hundred rows.`),
        step(say`Watch the statements per request of ${service}, not only their time.`),
      ],
      rules: [poolUsage(story), slowRequests(story)],
      capacity: [
        step(
          say`At ${statements} statements a request each user of ${service} weighs on the database like ${statements} users of a single-statement request; size nothing for that.`,
        ),
        step(say`More replicas of ${service} would press the same statements on the same database.`),
      ],
      recovery: [
        step(
          say`The load of ${service} on its database falls as soon as the fetching is back; no data has to be restored for that.`,
        ),
      ],
      performance: [
        step(
          say`Each of the ${statements} statements costs ${service} a round trip before it does any work of its own; time one and multiply.`,
        ),
        step(say`An index on the key used for ${table} makes each of the statements cheaper, not fewer.`),
      ],
    };
  });
}
