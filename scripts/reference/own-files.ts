import { templates } from 'sre-aiops';

/** What a user's callers are called, and the workflows of this repository that they call. */
const ownNames: Readonly<Record<string, string>> = {
  'sre-aiops.yml': 'incident-response.yml',
  'sre-aiops-infra.yml': 'infra-remediation.yml',
  'sre-aiops-repair.yml': 'repair-fix.yml',
};

/** What this repository has of its own: it needs no callers, and starts bundled incidents in place of alerts. */
const ownWords = /^\.github\/(?:workflows\/|prompts\/trigger-agent\.)/;

/**
 * What `init` writes into any repository, for this one: chat prompts, agent, policy and the editor's MCP servers by path. The
 * texts name the workflows themselves.
 */
export function ownFiles(): Record<string, string> {
  const wanted = templates().filter(({ path }) => !ownWords.test(path));
  return Object.fromEntries(wanted.map(({ path, text }) => [path, withOwnNames(withOwnChecks(text))]));
}

/** The checks of this repository, without which no fix here is ever red, and none repaired. */
function withOwnChecks(text: string): string {
  return text.replace(
    "#pull-request:\n#  draft: true\n#  ci-workflow: ''\n",
    'pull-request:\n#  draft: true\n  ci-workflow: ci.yml\n',
  );
}

/** `.github/sre-aiops.yml` is the policy, and keeps its name. */
function withOwnNames(text: string): string {
  return text.replaceAll(/(?<!\.github\/)\bsre-aiops(?:-infra|-repair)?\.yml\b/g, (name) => ownNames[name] ?? name);
}
