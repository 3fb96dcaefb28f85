import { advice } from '../compose.ts';
import { serverErrors } from '../rule-library.ts';
import { say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a provider that answers "too much". */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const host = story.fact('host');
    const wait = story.fact('retryAfter');
    return {
      immediate: [
        step(say`Slow the calls of ${service} to ${host}: pause batch work and stop immediate retries.`) ??
          step(
            say`Slow the calls of ${service} that end in ${story.constant}: pause batch work and stop immediate retries.`,
          ),
        step(say`Wait the ${wait} seconds the provider asks for before ${service} calls again.`),
      ],
      triage: [step(say`Find out which calls of ${service} can wait and which users feel the refusals.`)],
      diagnose: [
        step(say`Count the calls of ${service} to ${host} per minute before and after ${story.onset}, retries apart.`),
        step(say`Ask the provider behind ${host} for the limit in force and whether it changed.`),
        step(say`The refused call is made by ${story.frame}.`),
        step(say`Read in ${story.place} whether ${change} calls more often, retries sooner or lost a cache.`),
      ],
      resolve: [
        step(say`Take back what ${change} added to the calls, in ${story.place}.`),
        step(say`Ask the owner of the contract with ${host} for a higher limit, with the count in hand.`) ??
          step(say`Ask the owner of the contract with the provider for a higher limit, with the count in hand.`),
      ],
      prevent: [
        step(
          say`Retry in ${service} with a pause that grows and varies, and honour the provider's wait of ${wait ?? 'Retry-After'}${wait ? ' seconds' : ''}.`,
        ),
        step(
          say`Keep a budget of calls in ${service} below the provider's limit, so that a queue waits and not a user.`,
        ),
      ],
      rules: [serverErrors(story)],
      capacity: [step(say`The bound is the provider's: more instances of ${service} reach its limit sooner.`)],
      recovery: [
        step(say`${service} recovers when the provider's window ends, if it does not spend the next one on retries.`),
      ],
      performance: [
        step(
          say`Keep answers of ${host ?? 'the provider'} that may be reused, so that ${service} asks once for what it asks often.`,
        ),
      ],
    };
  });
}
