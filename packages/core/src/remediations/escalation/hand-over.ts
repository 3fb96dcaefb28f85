import type { PlanContext } from '../types.ts';
import { amount, clipped } from '../wording.ts';

/** What the person who is called needs to know, one item each, each naming its evidence. */
export function knownFacts({ incident, diagnosis, alternatives = [] }: PlanContext): string[] {
  const { alert, log, signals, suspects, noneScore, changesRanked } = incident;
  const leading = log.patterns.slice(0, 3);
  const since = log.onsetAt ? `, first seen in the log at ${log.onsetAt}` : '';
  const commands = diagnosis.immediateActions.filter(({ command }) => command).slice(0, 4);
  return [
    `${diagnosis.summary} (${alert.severity}, fired at ${alert.firedAt}${since}; confidence ${diagnosis.confidence.level})`,
    diagnosis.rootCause,
    ...leading.map(({ id, count, example }) => `${id}, ${count} times: ${clipped(example.split('\n')[0] ?? '', 220)}`),
    ...signals
      .slice(0, 3)
      .map(
        ({ id, name, value, unit, threshold }) =>
          `${id}: ${name} is ${amount(value, unit)}${threshold === undefined ? '' : `, the rule allows ${amount(threshold, unit)}`}`,
      ),
    ...suspectLines(suspects, { noneScore, changesRanked }),
    ...commands.map(({ text, command }) => `${text} \`${command}\``),
    ...alternatives.slice(0, 4).map(({ type, why }) => `Not done, ${type}: ${why}`),
  ];
}

function suspectLines(
  suspects: PlanContext['incident']['suspects'],
  { noneScore, changesRanked }: Pick<PlanContext['incident'], 'noneScore' | 'changesRanked'>,
): string[] {
  if (suspects.length === 0) return [`No merged change was found to suspect (${changesRanked} looked at).`];
  const named = suspects
    .slice(0, 3)
    .map(
      ({ id, number, title, score }) =>
        `${id} ${number ? `#${number} ` : ''}"${clipped(title, 80)}" at ${Math.round(score * 100)} %`,
    );
  return [
    `Changes looked at: ${changesRanked}. None of them at ${Math.round(noneScore * 100)} %; ${named.join('; ')}.`,
  ];
}
