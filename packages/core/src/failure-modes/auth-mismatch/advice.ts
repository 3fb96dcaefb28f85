import { advice } from '../compose.ts';
import { serverErrors } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about parties that disagree on identity. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change, seen } = story;
    const audience = story.fact('audience');
    const issuer = story.fact('issuer');
    const user = story.fact('user');
    const endpoint = story.fact('endpoint');
    return {
      immediate: [
        step(
          say`Do not loosen the checks of ${service} to get past ${seen}; put the earlier identity setting back instead.`,
        ),
        step(
          say`Tell the callers of ${endpoint} that their requests are refused by ${service}, so they stop retrying.`,
        ),
      ],
      triage: [
        step(
          say`Ask whether all users of ${service} are refused or one client: one audience, scope or account means one setting.`,
        ),
        step(
          say`401 means the token is not accepted, 403 that it is but lacks a right; ${seen} tells which holds for ${service}.`,
        ),
      ],
      diagnose: [
        step(say`Decode one refused token and compare its audience with ${audience}, which ${service} names.`),
        step(
          say`Compare the issuer in the token with ${issuer}.`,
          issuer && run`curl -s ${issuer}/.well-known/openid-configuration`,
        ),
        step(say`Try the account ${user} that the server refuses, with the secret that ${service} mounts.`),
        step(say`The action that was denied is ${story.fact('action')}.`),
        step(
          say`Ask the cluster what ${service} may do with ${story.fact('resource')}.`,
          run`kubectl auth can-i --list -n ${story.fact('namespace')}`,
        ),
        step(
          say`Compare the settings that ${change} altered in ${story.place} with the binding or registration of the other side.`,
        ),
      ],
      resolve: [
        step(
          say`Set the identity settings of ${story.place} back to their values before ${change}; bindings and tokens fit those.`,
        ),
        step(
          say`If the new settings of ${change} are wanted, re-create the binding or registration first and deploy ${service} after it.`,
        ),
        step(
          say`Renew the credential of ${service} behind ${seen} and restart it, if nothing was changed in the repository.`,
        ),
      ],
      verify: [
        step(say`A request to ${endpoint} with a fresh token is answered by ${service} with neither 401 nor 403.`),
      ],
      prevent: [
        step(say`Run a signed-in smoke test against ${service} after each deploy; ${seen} would have shown in it.`),
        step(say`Review identity settings such as those in ${story.place} together with the bindings they need.`),
      ],
      rules: [serverErrors(story, '401|403', 'Refused')],
      capacity: [
        step(say`Capacity is not in question: ${service} refuses requests before it works on them, as ${seen} shows.`),
      ],
      recovery: [
        step(
          say`Users of ${service} need new tokens after the setting is right; those issued around ${seen} keep their old audience until they end.`,
        ),
      ],
      performance: [
        step(say`Refusals are quick, so mean response times of ${service} look better, not worse, from ${seen} on.`),
      ],
    };
  });
}
