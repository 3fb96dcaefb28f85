import { advice } from '../compose.ts';
import { serverErrors } from '../rule-library.ts';
import { run, say, step } from '../say.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about parties that disagree on identity. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const audience = story.fact('audience');
    const issuer = story.fact('issuer');
    const user = story.fact('user');
    const endpoint = story.fact('endpoint');
    return {
      immediate: [
        step(say`Do not loosen the checks of ${service}; put the earlier identity setting back instead.`),
        step(
          say`Tell the callers of ${endpoint} that their requests are refused by ${service}, so they stop retrying.`,
        ),
      ],
      triage: [
        step(
          say`Ask whether all users of ${service} are refused or one client: one audience, scope or account means one setting.`,
        ),
        step(say`401 means that ${service} does not accept the token, 403 that it does but finds a right missing.`),
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
        step(say`If nothing was changed in the repository, renew the credential of ${service} and restart it.`),
      ],
      verify: [
        step(say`A request to ${endpoint} with a fresh token is answered by ${service} with neither 401 nor 403.`),
      ],
      prevent: [
        step(say`Run a signed-in smoke test against ${service} after each deploy.`),
        step(say`Review identity settings such as those in ${story.place} together with the bindings they need.`),
      ],
      rules: [serverErrors(story, '401|403', 'Refused')],
      capacity: [step(say`Capacity is not in question: ${service} refuses requests before it works on them.`)],
      recovery: [
        step(
          say`Tokens of ${service} keep the audience they were issued with until they end; its users may have to sign in again.`,
        ),
      ],
      performance: [
        step(say`Refusals are quick: a mean response time of ${service} that falls is no sign of health here.`),
      ],
    };
  });
}
