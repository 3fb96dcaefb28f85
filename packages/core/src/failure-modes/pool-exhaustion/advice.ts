import { advice } from '../compose.ts';
import { databaseOf, sessionQuery } from '../database.ts';
import { poolPending, poolUsage, slowRequests } from '../rule-library.ts';
import { say, step } from '../say.ts';
import type { Story } from '../story.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a pool without connections. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change, seen } = story;
    const pool = story.fact('pool') ?? service;
    const size = story.fact('limit', 'total');
    const active = story.fact('active');
    return {
      immediate: [
        step(say`Take the load of ${story.fact('endpoint')} off ${service}; it is seen with the exhausted pool.`),
        step(say`End sessions of ${service} that sit idle in a transaction since before ${seen}.`, idleSessions(story)),
      ],
      triage: [
        step(say`${active} connections of ${pool} were in use and ${story.fact('waiting')} callers waited.`),
        step(
          say`Tell a starved pool from a refusing server: ${seen} is written by ${service}, the server's own log tells the rest.`,
        ),
      ],
      diagnose: [
        step(
          say`List what the connections of ${service} do at this moment; many alike mean a slow path, many idle ones a leak.`,
          sessionQuery(story),
        ),
        step(say`Callers waited ${story.fact('waited')} ms before ${service} gave up.`),
        step(say`The connection was asked for by ${story.frame}.`),
        step(
          say`Read in ${story.place} whether ${change} makes the pool smaller, runs more statements or keeps a transaction open.`,
        ),
      ],
      resolve: [
        step(say`Undo in ${story.place} what ${change} did to the holding time or the size of ${pool}.`),
        step(
          say`Do not enlarge ${pool} beyond ${size} before the holding time is known; the database may carry no more.`,
        ) ??
          step(
            say`Do not enlarge the pool of ${service} before the holding time behind ${seen} is known; the database may carry no more.`,
          ),
      ],
      prevent: [
        step(
          say`Give ${service} a leak threshold, so that the holder of a connection is named before ${seen} comes again.`,
        ),
        step(say`Keep remote calls out of the transactions behind ${story.fact('endpoint')}.`),
      ],
      rules: [poolPending(story), poolUsage(story), slowRequests(story)],
      capacity: [
        step(
          say`By Little's law ${pool} with ${size} connections carries ${size} ÷ holding time requests a second; measure the holding time first.`,
        ) ??
          step(
            say`By Little's law the pool of ${service} carries connections ÷ holding time requests a second; neither was measured at ${seen}.`,
          ),
        step(say`Pool size times replicas of ${service} must stay under the connection limit of its database.`),
      ],
      recovery: [
        step(
          say`The pool of ${service} refills by itself once the holders behind ${seen} let go; a restart cuts their transactions.`,
        ),
      ],
      performance: [
        step(say`Waiting for ${pool} adds up to ${story.fact('waited')} ms to a request before any work is done.`),
        step(
          say`Count statements and transaction time of ${story.fact('endpoint')}; they decide how long ${pool} is held.`,
        ),
      ],
    };
  });
}

function idleSessions(story: Story): string | undefined {
  if (databaseOf(story) !== 'postgres') return undefined;
  return `psql -c "select pid, state, now() - state_change as idle from pg_stat_activity where state like 'idle in%' order by 3 desc"`;
}
