import { advice } from '../compose.ts';
import { diskFilling } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a disk without room. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const mount = story.fact('mount', 'file');
    const volume = story.fact('volume');
    const node = story.fact('node');
    const namespace = story.fact('namespace');
    const pod = story.fact('pod');
    return {
      immediate: [
        step(
          say`Free room on ${mount} from rotated logs, dumps and temporary files; never from the data of ${service}.`,
        ) ?? step(say`Free room for ${service} from rotated logs, dumps and temporary files; never from its data.`),
        step(say`Move work off ${node} while it is under pressure.`, run`kubectl cordon ${node}`),
      ],
      triage: [
        step(
          say`See how full ${mount} is, in bytes and in inodes.`,
          run`kubectl -n ${namespace} exec ${pod} -- df -h ${mount}` ?? run`df -h ${mount}`,
        ),
        step(say`Check whether ${service} has gone read-only; many stores stay so until told otherwise.`),
      ],
      diagnose: [
        step(
          say`Find what grew on ${mount}.`,
          run`kubectl -n ${namespace} exec ${pod} -- du -xh --max-depth=2 ${mount}` ??
            run`du -xh --max-depth=2 ${mount}`,
        ),
        step(say`Read the size and the class of ${volume}.`, run`kubectl -n ${namespace} describe pvc ${volume}`),
        step(say`Read in ${story.place} whether ${change} writes more or keeps longer.`),
      ],
      resolve: [
        step(say`Enlarge ${volume} by a change of its manifest, and give what grew a retention.`) ??
          step(say`Enlarge the disk of ${service}, and give what grew a retention.`),
        step(say`Take back in ${story.place} what ${change} writes in addition.`),
      ],
      verify: [step(say`${service} writes again, and a third of its disk is free.`)],
      prevent: [
        step(say`Rotate and expire what fills the disk of ${service}.`),
        step(
          say`Alert on the day ${story.fact('mount') ?? say`the disk of ${service}`} will be full, not on the day it is.`,
        ),
      ],
      rules: [diskFilling(story)],
      capacity: [
        step(
          say`Measure how much ${service} writes a day before sizing its disk; the log tells only that it was too little.`,
        ),
      ],
      recovery: [
        step(
          say`Check the data of ${service} after ${story.constant}: a write cut short may have left a torn file, and backups taken since may be incomplete.`,
        ),
      ],
      performance: [
        step(say`Filesystems slow down long before they are full; keep a fifth of the disk of ${service} free.`),
      ],
    };
  });
}
