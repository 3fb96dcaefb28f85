import { advice } from '../compose.ts';
import { say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about consumers that fall behind. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const queue = story.fact('queue');
    const group = story.fact('group');
    const lag = story.fact('lag');
    return {
      immediate: [
        step(
          say`Find out whether the consumers of ${service} are slow or stuck before adding any; a stuck message blocks each new one.`,
        ),
      ],
      triage: [
        step(say`${lag} messages wait; tell those who depend on ${service} that their data is late.`),
        step(say`Read the lag of ${group} partition by partition.`),
      ],
      diagnose: [
        step(say`See whether one message of ${queue} fails again and again, or all of them take longer.`),
        step(say`The handler is at ${story.frame}.`),
        step(
          say`Read in ${story.place} whether ${change} lengthens the handling or changes poll, batch or prefetch settings.`,
        ),
      ],
      resolve: [
        step(say`Take back in ${story.place} what ${change} added to the handling of a message.`),
        step(say`Set the message that blocks ${service} aside for its owner, then let the backlog drain.`),
      ],
      verify: [step(say`The lag of ${service} falls steadily from ${lag} to its usual size.`)],
      prevent: [
        step(
          say`Send what ${service} cannot handle to a side queue after a few tries, so that a bad message stays one message's problem.`,
        ),
        step(say`Keep the handling time of a batch in ${service} well below its poll interval.`),
      ],
      rules: [],
      capacity: [
        step(say`Consumers of ${queue ?? service} beyond its partitions stay idle; the drain rate is what to measure.`),
      ],
      recovery: [
        step(
          say`Messages redelivered since ${story.onset ?? story.fired} may be handled twice by ${service}; check what is not idempotent.`,
        ),
      ],
      performance: [
        step(say`Time per message and size of a batch decide the lag of ${service}; neither was measured.`),
      ],
    };
  });
}
