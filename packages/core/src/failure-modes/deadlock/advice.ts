import { advice } from '../compose.ts';
import { lockQuery } from '../database.ts';
import { poolPending, serverErrors } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about parties that wait for each other. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const table = story.fact('table', 'resource');
    const pod = story.fact('pod');
    return {
      immediate: [
        step(
          say`Pause the batch or job that writes ${table} beside ${service}, so that one side of the pair is quiet.`,
        ) ?? step(say`Pause the batch or job that runs beside ${service}, so that one side of the pair is quiet.`),
      ],
      triage: [
        step(
          say`A database that breaks deadlocks costs ${service} single requests; threads that wait for ever cost the instance; here the log says ${story.constant}.`,
        ),
      ],
      diagnose: [
        step(say`List who waits for whom on ${table} at this moment.`, lockQuery(story)),
        step(
          say`Take three thread dumps of ${pod}, ten seconds apart.`,
          run`kubectl -n ${story.fact('namespace')} exec ${pod} -- jstack 1`,
        ),
        step(say`Write down in which order the two sides of ${story.constant} take their locks.`),
        step(say`One side is ${story.frame}.`),
        step(say`Read in ${story.place} whether ${change} widened a transaction, changed an order or added a lock.`),
      ],
      resolve: [
        step(say`Take the locks in one order again: undo in ${story.place} what ${change} turned round.`),
        step(say`Let ${service} repeat a transaction that lost against ${table}, a few times with a pause.`),
      ],
      prevent: [
        step(say`Run the two paths against each other in a test of ${service} with a real database.`),
        step(say`Keep the transactions of ${service} on ${table} short and free of remote calls.`),
      ],
      rules: [poolPending(story), serverErrors(story)],
      capacity: [step(say`More instances of ${service} meet more often over the same locks.`)],
      recovery: [
        step(
          say`A database rolls the losing transaction of ${service} back whole; a hung thread leaves its own open until the process ends.`,
        ),
      ],
      performance: [step(say`Shorter locks of ${service} lower the chance more than faster statements do.`)],
    };
  });
}
