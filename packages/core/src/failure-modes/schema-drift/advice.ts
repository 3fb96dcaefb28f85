import { advice } from '../compose.ts';
import { columnQuery, describeQuery } from '../database.ts';
import { serverErrors } from '../rule-library.ts';
import { say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about code and schema that disagree. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change, proof } = story;
    const column = story.fact('column');
    const table = story.fact('table');
    const name = column ?? table;
    return {
      immediate: [
        step(
          say`Stop further deploys of ${service} until the schema fits ${change}.` ??
            say`Stop further deploys of ${service} until the schema fits its code.`,
        ),
        step(say`Do not change ${name} by hand in production: the fix for ${service} goes through a migration.`),
      ],
      triage: [step(say`Only statements that name ${name} fail; the rest of ${service} still reaches the database.`)],
      diagnose: [
        step(say`Ask the database which tables carry ${column}.`, columnQuery(story, column), proof),
        step(say`Compare ${table} as it is with its mapping in ${service}.`, describeQuery(story, table)),
        step(say`${story.place} is where ${change} touches the mapping, the query or the migration.`),
        step(say`The statement is issued by ${story.frame}.`),
      ],
      resolve: [
        step(say`Bring ${name} in line with a new migration, never by editing one that ${service} has applied.`),
        step(
          say`If the migration cannot wait for review, roll back ${change} while keeping migrations that already ran.`,
        ),
      ],
      verify: [
        step(
          say`After the migration the tables that carry ${column} are those its mappings and queries in ${service} expect.`,
          columnQuery(story, column),
        ),
      ],
      prevent: [
        step(say`Start ${service} in CI against a database built by its migrations alone.`),
        step(say`Ask reviewers of changes like ${change} for the migration that goes with ${name}.`),
      ],
      rules: [serverErrors(story)],
      capacity: [step(say`More replicas of ${service} would not help: every one sends the same statement on ${name}.`)],
      recovery: [
        step(
          say`Take a backup of ${table} before the migration of ${column}; dropping a column cannot be undone from the log.`,
        ),
      ],
      performance: [step(say`The failing statement on ${name} ends at parse time, so its plan needs no tuning now.`)],
    };
  });
}
