import { advice } from '../compose.ts';
import { serverErrors } from '../rule-library.ts';
import { say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about an ordinary bug. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change, frame, wide, write } = story;
    const name = story.fact('field', 'variable', 'method', 'class');
    const endpoint = story.fact('endpoint');
    const before = change
      ? say`the build before ${change}`
      : say`the build that ran before ${story.onset ?? story.fired}`;
    return {
      immediate: [
        step(say`Roll ${service} back to ${before} now: ${wide} fail, so little of the new build is of use.`) ??
          step(say`Roll ${service} back to ${before} if ${endpoint} cannot wait for the fix.`) ??
          step(say`Roll ${service} back to ${before} if the failing requests cannot wait for the fix.`),
      ],
      triage: [
        wide
          ? step(say`The failure is not one input's: ${wide} fail.`)
          : step(say`Find what the failing requests to ${endpoint} have in common that the succeeding ones lack.`),
      ],
      diagnose: [
        step(say`Start reading at ${frame}.`),
        step(say`Follow ${name} back to where ${service} sets it; one path leaves it empty or of another type.`),
        write ? undefined : step(say`Repeat one failing request to ${endpoint} on a test instance of ${service}.`),
      ],
      resolve: [
        step(say`Take the faulty lines of ${change} out of ${story.place}, or guard ${name} where it may be absent.`) ??
          step(say`If the fix must be smaller, take only the faulty lines of ${change} out of ${story.place}.`) ??
          step(say`Mend the path of ${story.constant} in ${service}; no merged change points at it.`),
      ],
      verify: [step(say`What failed at ${frame} passes in a test with the input of the failing request.`)],
      prevent: [
        step(say`Add a test that reaches ${frame} with the data that failed.`) ??
          step(say`Add a test with the data behind ${story.constant}.`),
      ],
      rules: [serverErrors(story)],
      capacity: [
        wide
          ? step(say`More instances of ${service} would fail alike: ${wide} fail, whichever instance they meet.`)
          : step(say`More instances of ${service} would fail alike at ${frame ?? story.constant}.`),
      ],
      recovery: [],
      performance: [],
    };
  });
}
