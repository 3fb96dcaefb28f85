import { advice } from '../compose.ts';
import { serverErrors } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about an ordinary bug. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change, seen, frame } = story;
    const name = story.fact('field', 'variable', 'method', 'class');
    const endpoint = story.fact('endpoint');
    const culprit = situation.culprit;
    return {
      immediate: [
        step(
          say`Roll ${service} back to the build before ${change} if ${endpoint} matters more than what it brought.`,
        ) ??
          step(
            say`Roll ${service} back to the build before ${seen} if the failing requests matter more than what it brought.`,
          ),
      ],
      triage: [step(say`Find what the failing requests to ${endpoint} have in common that the succeeding ones lack.`)],
      diagnose: [
        step(say`Start reading at ${frame}.`),
        step(say`Follow ${name} back to where ${service} sets it; one path leaves it empty or of another type.`),
        step(
          say`Read what ${change} did to ${story.place}.`,
          culprit && run`git show ${culprit.sha.slice(0, 12)} -- ${story.place}`,
        ),
        step(say`Repeat one failing request to ${endpoint} on a test instance of ${service}.`),
      ],
      resolve: [
        step(say`Take the faulty lines of ${change} out of ${story.place}, or guard ${name} where it may be absent.`) ??
          step(say`Take the faulty lines of ${change} out of ${story.place}.`) ??
          step(say`Mend the path of ${seen} in ${service}; no merged change points at it.`),
      ],
      verify: [step(say`The request that failed at ${frame} succeeds, and so does one without the odd input.`)],
      prevent: [
        step(say`Add the input of ${seen} to the tests of ${service}.`),
        step(
          say`Watch the error rate of ${service} for the first minutes of a deploy and stop it there; ${seen} would have shown.`,
        ),
      ],
      rules: [serverErrors(story)],
      capacity: [
        step(say`The failure follows an input, not a load: nothing measured at ${seen} asks for a larger ${service}.`),
      ],
      recovery: [
        step(
          say`See which writes of ${endpoint ?? service} were half done when ${seen} cut them, and repeat or undo them.`,
        ),
      ],
      performance: [
        step(say`Requests of ${service} that fail at ${frame ?? seen} end early; their times say nothing about speed.`),
      ],
    };
  });
}
