import { advice } from '../compose.ts';
import { databaseOf, sessionQuery } from '../database.ts';
import { poolPending, poolUsage, slowRequests } from '../rule-library.ts';
import { say, step, type Told } from '../say.ts';
import { ownFrame, type Story } from '../story.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about a pool without connections. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const holder = holderOf(story);
    const pool = story.fact('pool') ?? service;
    const size = story.fact('limit', 'total');
    const active = story.fact('active');
    return {
      immediate: [
        step(say`Limit the calls that reach ${holder}: the leak trace shows it as the holder of a connection.`),
        step(say`End sessions of ${service} that sit idle in a transaction.`, idleSessions(story)),
      ],
      triage: [step(say`${active} connections of ${pool} were in use and ${story.fact('waiting')} callers waited.`)],
      diagnose: [
        step(
          say`List what the connections of ${service} do at this moment; many alike mean a slow path, many idle ones a leak.`,
          sessionQuery(story),
        ),
        step(say`Callers waited ${story.fact('waited')} ms before ${service} gave up.`),
        step(
          say`The caller that waited in vain, which need not be the one that holds the connections, is ${story.frame}.`,
        ),
        step(say`The leak trace shows a connection taken under ${holder} and kept.`),
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
            say`Do not enlarge the pool of ${service} before the holding time is known; the database may carry no more.`,
          ),
      ],
      prevent: [
        holder
          ? step(say`Alert on the leak traces of ${service}: they named ${holder} before the pool was empty.`)
          : step(say`Give ${service} a leak threshold, so that the holder of a connection is named.`),
        step(say`Keep remote calls out of the transactions in ${story.place}.`),
      ],
      rules: [poolPending(story), poolUsage(story), slowRequests(story)],
      capacity: [
        step(
          say`By Little's law ${pool} with ${size} connections carries ${size} ÷ holding time requests a second; measure the holding time first.`,
        ) ??
          step(
            say`By Little's law the pool of ${service} carries connections ÷ holding time requests a second; neither was measured.`,
          ),
        step(say`Pool size times replicas of ${service} must stay under the connection limit of its database.`),
      ],
      recovery: [
        step(say`The pool of ${service} refills by itself once its holders let go; a restart cuts their transactions.`),
      ],
      performance: [
        step(say`Waiting for ${pool} adds up to ${story.fact('waited')} ms to a request before any work is done.`),
        step(
          say`Count statements and transaction time in ${holder ?? story.place}; they decide how long ${pool} is held.`,
        ),
      ],
    };
  });
}

function idleSessions(story: Story): string | undefined {
  if (databaseOf(story) !== 'postgres') return undefined;
  return `psql -c "select pid, state, now() - state_change as idle from pg_stat_activity where state like 'idle in%' order by 3 desc"`;
}

/** Reports of connections that were taken and not given back: HikariCP, Tomcat, c3p0, DBCP, SQLAlchemy, Npgsql, Go. */
const LEAK =
  /connection leak|leak detection|possible leak|abandoned connection|unreturned (?:connection|resource)|leaked connection|not (?:been )?returned to (?:the )?pool/i;

/** The code that holds a connection, by a leak trace; whoever waits for one is not it. */
function holderOf({ situation: { incident } }: Story): Told | undefined {
  return ownFrame(incident.log.patterns.filter(({ example }) => LEAK.test(example.slice(0, 1_000))));
}
