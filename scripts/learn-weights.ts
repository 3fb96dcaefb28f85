/**
 * Learns the weights of the suspect ranking.
 *
 *     node scripts/learn-weights.ts DATA_DIR
 *
 * DATA_DIR is what `npm run eval -- --culprits DATA_DIR` measures; `eval/culprit-cases.ts` tells its shape. The model is a
 * conditional logit: P(change i) ∝ exp(Σ weight · value). It maximises the likelihood of the culprits under an L2 pull towards
 * the expert's priors, and a weight never leaves its sign. Whether any of them did it is a logistic regression on cases with
 * and without their culprit. Prints the weights to put into packages/core/src/changes/weights.ts and the chosen settings; writes nothing.
 */
import { learnedSignals } from '../packages/core/src/changes/weights.ts';
import { readCases, sampleOf, textChoices } from './eval/culprit-cases.ts';
import { learn } from './eval/culprit-learning.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: node scripts/learn-weights.ts DATA_DIR\n');
  process.exitCode = 2;
} else {
  const samples = readCases(folder).map(sampleOf);
  const learned = learn(samples);
  const rows = learnedSignals.map((id, j) => `  '${id}': ${learned.weights[j]!.toFixed(2)},`);
  const none = Object.entries(learned.none).map(([name, value]) => `${name}: ${value.toFixed(2)}`);
  process.stdout.write(`${rows.join('\n')}\n\n  report: { ${none.join(', ')} },\n\n`);
  const { text, ...others } = learned.choice;
  process.stdout.write(`${JSON.stringify({ ...textChoices[text], ...others })}\n`);
}
