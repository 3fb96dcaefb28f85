import { advice } from '../compose.ts';
import { serverErrors } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a counterpart that is down. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const host = story.fact('host', 'breaker');
    const port = story.fact('port');
    return {
      immediate: [
        step(say`Call the owner of ${host} and ask for its state since ${story.onset ?? story.fired}.`) ??
          step(
            say`Call the owner of the upstream of ${service} and ask for its state since ${story.onset ?? story.fired}.`,
          ),
        step(say`Let ${service} answer without ${host} where it can: a cache, a default, a queue.`),
      ],
      triage: [
        step(
          say`See whether other callers of ${host} fail too; if only ${service} does, look at its own address and network.`,
        ),
      ],
      diagnose: [
        step(say`Try ${host} on port ${port} from where ${service} runs.`, run`nc -vz ${host} ${port}`),
        step(say`The call is made by ${story.frame}.`),
        step(say`Read in ${story.place} whether ${change} altered address, port, protocol or time-out.`),
      ],
      resolve: [
        step(say`Put the settings of the call in ${story.place} back to those before ${change}.`),
        step(say`The repair is made by the owner of ${host}; stay with ${service} and watch its recovery.`) ??
          step(say`The repair is made by the owner of the upstream; stay with ${service} and watch its recovery.`),
      ],
      prevent: [
        step(
          say`Bound waiting and retries of ${service} towards ${host ?? 'its upstream'}, so that an outage there stays outside.`,
        ),
      ],
      rules: [serverErrors(story)],
      capacity: [
        step(
          say`Nothing in the evidence says that ${service} itself is too small; its counterpart is what is missing.`,
        ),
      ],
      recovery: [
        step(
          say`When ${host ?? 'the upstream'} is back, let the traffic of ${service} rise slowly; what waited comes at once.`,
        ),
      ],
      performance: [
        step(
          say`Requests of ${service} that wait for ${host ?? 'the upstream'} take its time-out, not its work; leave them out of latency figures.`,
        ),
      ],
    };
  });
}
