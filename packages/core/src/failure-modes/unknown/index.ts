import { advice, explained } from '../compose.ts';
import { run, say, step } from '../say.ts';
import type { FailureMode } from '../types.ts';

/**
 * Unknown: no mode of the catalogue is met.
 *
 * It has no signs; `classify` lets it win when nothing typical is seen. What it writes stays with what was observed:
 * the loudest new pattern, the metric and the best suspect.
 */
export const unknown: FailureMode = {
  id: 'unknown',
  title: 'Unknown failure',
  category: 'unknown',
  signs: [],
  causedBy: { 'broad-refactoring': 0.5, 'tests-only': -3, 'docs-only': -4 },
  changePrior: 0.5,
  frameTrust: 0.8,
  whenCulprit: ['pr_rollback', 'escalation'],
  whenNone: ['escalation'],
  explain: (situation) =>
    explained(situation, (story) => {
      const top = situation.incident.log.patterns[0];
      const seen = say`No known way to fail fits what ${story.service} shows`;
      if (!top) return say`${seen}: the log holds no telling pattern, and the alert says ${story.line}.`;
      const loudest = { text: `“${top.template.slice(0, 140)}”`, evidence: [top.id] };
      return (
        say`${seen}; its loudest pattern is ${loudest}, and ${story.change} is the change that fits best in time and place.` ??
        say`${seen}; its loudest pattern is ${loudest}.`
      );
    }),
  advise: (situation) =>
    advice(situation, (story) => {
      const { service, change } = story;
      const [first, second] = situation.incident.log.patterns.map(({ id, template, count }) => ({
        text: `“${template.slice(0, 140)}” (${count} times)`,
        evidence: [id],
      }));
      return {
        immediate: [
          step(say`Call the owner of ${service} with ${first} in hand.`),
          step(say`Roll back ${change} if ${service} does not recover while you read.`),
        ],
        diagnose: [
          step(say`Read the log of ${service} around ${first}.`),
          step(say`Find out whether ${second} is a cause or a consequence of it.`),
          step(say`The stack trace leads to ${story.frame}.`),
        ],
        resolve: [
          step(
            say`No recipe fits ${story.constant}; the reverse of ${change} is the safest step that the evidence supports.`,
          ),
          step(
            say`No recipe and no change fits ${story.constant}: hand ${service} to its owner.`,
            run`git log --oneline -20`,
          ),
        ],
        prevent: [
          step(
            say`Once the cause of ${story.constant} is known, record it in the knowledge base so that ${service} is answered faster.`,
          ),
        ],
        rules: [],
        capacity: [],
        recovery: [step(say`How ${service} recovers is open until the cause is known.`)],
        performance: [],
      };
    }),
};
