import { snake } from './identifiers.ts';
import { targetOf } from './target.ts';
import type { PlanContext } from './types.ts';

/** What the evidence names, in the forms in which a diff may name it. */
export interface Clues {
  /** Alert texts and the telling log patterns, lower case. */
  readonly text: string;
  /** Words of `text`, split at case changes and underscores, with how telling the place is where they stand. */
  readonly words: ReadonlyMap<string, number>;
  /** Values that the failure mode's signs captured. */
  readonly facts: readonly string[];
  /** Weight of a line of the diff by `path:side:line`, from the reasons of the ranking. */
  readonly places: ReadonlyMap<string, number>;
  /** What fails, by name: the service, its deployment, its container. */
  readonly subjects: readonly string[];
}

const empty = new Set(
  `the and for with from this that error errors failed failure exception java com org net http https lang java util main info warn debug
  fatal class null true false none not was are has have name value values key data type id at in of to on is it by a an or be
  service server request requests response get post put status time message thread caused could can cannot app application
  config default enabled test spring node python module source core api url host port line file src lib php net system`.split(
    /\s+/,
  ),
);

/** Gathers the clues of an incident. */
export function cluesOf({ incident, diagnosis, match }: Pick<PlanContext, 'incident' | 'diagnosis' | 'match'>): Clues {
  const { alert, log, suspects } = incident;
  const words = new Map<string, number>();
  const parts: string[] = [];
  const add = (text: string, weight: number) => {
    parts.push(text.toLowerCase());
    for (const word of wordsOf(text)) words.set(word, Math.max(words.get(word) ?? 0, weight));
  };
  add(`${alert.title} ${alert.description} ${alert.rule} ${Object.values(alert.labels).join(' ')}`, 0.8);
  for (const { example, level, novelty, salience } of log.patterns.slice(0, 20)) {
    const telling = level === 'error' || level === 'fatal' || level === 'warn' || novelty !== 'steady';
    if (telling) add(example, 0.4 + salience * 0.6);
  }
  const places = new Map<string, number>();
  for (const { reasons } of suspects.filter(({ id }) => id === diagnosis.culprit?.change)) {
    for (const { weight, places: named } of reasons) {
      for (const { path, line, side } of weight > 0 ? named : []) {
        const key = `${path}:${side}:${line}`;
        places.set(key, (places.get(key) ?? 0) + weight / Math.sqrt(named.length));
      }
    }
  }
  return {
    text: parts.join('\n'),
    words,
    facts: Object.values(match.facts).map(({ value }) => value),
    places,
    subjects: subjectsOf({ incident, match }),
  };
}

const anyone = /^(?:unknown|app|application|main|server|service|default|prod(?:uction)?|container|worker)$/;

function subjectsOf({ incident, match }: Pick<PlanContext, 'incident' | 'match'>): string[] {
  const { names, pods, container } = targetOf({ incident, match });
  const owners = pods.map((pod) => pod.replace(/-[a-f\d]{6,10}-[a-z\d]{5}$|-\d{1,3}$/, ''));
  const all = [...names, ...owners, ...(container ? [container] : [])].map((name) => name.toLowerCase());
  return [...new Set(all)].filter((name) => name.length > 2 && !anyone.test(name));
}

/** Words of a text split at case changes, digits and punctuation, in lower case; those that say nothing are left out. */
export function wordsOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const [token] of text.matchAll(/[A-Za-z][\w-]*/g)) {
    for (const word of snake(token).split(/[_\d]+/)) if (word.length > 2 && !empty.has(word)) found.add(word);
  }
  return found;
}
