import { SreError, type SreErrorCode } from '@sre-aiops/core';

/** The version whose messages and options these are; `npm install --global @github/copilot@<version>`. */
export const copilotVersion = '1.0.102';

interface Known {
  readonly says: RegExp;
  readonly code: SreErrorCode;
  readonly what: string;
  readonly remedy: string;
}

const howToInstall = `Install it with \`npm install --global @github/copilot@${copilotVersion}\`, or let SRE_AIOPS_COPILOT name the program.`;

/** What Copilot CLI writes to its standard error, most specific first. */
const knownFailures: readonly Known[] = [
  {
    says: /does not have Copilot Requests|Classic personal access tokens|Unsupported token type/i,
    code: 'MODEL_REFUSED',
    what: 'The token may not ask Copilot',
    remedy:
      'In a workflow grant `copilot-requests: write`; elsewhere give COPILOT_GITHUB_TOKEN a fine-grained token with "Copilot Requests".',
  },
  {
    says: /not licensed to use Copilot|no (?:active )?Copilot (?:subscription|licen[cs]e|seat)|trial paused|trials have been temporarily paused/i,
    code: 'MODEL_REFUSED',
    what: 'The owner of the token has no seat of Copilot',
    remedy: 'Assign a seat, or let the organisation pay: "Allow use of Copilot CLI billed to the organization".',
  },
  {
    says: /not authorized to use this Copilot feature|denied by (?:Copilot )?policy|organization policy/i,
    code: 'MODEL_REFUSED',
    what: 'The policy of the organisation does not allow Copilot CLI',
    remedy: 'Let an owner of the organisation allow Copilot CLI in its Copilot policies.',
  },
  {
    says: /premium requests?\b|quota|allowance|\b402\b|AI credits|budget/i,
    code: 'MODEL_LIMIT_REACHED',
    what: 'The budget of Copilot is spent',
    remedy: 'Raise the budget for premium requests, or wait for the next month.',
  },
  {
    says: /rate.?limit|\b429\b|too many requests/i,
    code: 'MODEL_LIMIT_REACHED',
    what: 'Copilot takes no more requests for now',
    remedy: 'Run it again later.',
  },
  {
    says: /HTTP 403\b/i,
    code: 'MODEL_REFUSED',
    what: 'The token may not ask Copilot',
    remedy:
      'In a workflow grant `copilot-requests: write`; see that its owner has a seat, or that the organisation pays, and that its policy allows Copilot CLI.',
  },
  {
    says: /No authentication information|Authentication failed|\b401\b|Bad credentials/i,
    code: 'MODEL_REFUSED',
    what: 'Copilot was given no token that is valid',
    remedy:
      'In a workflow hand on the built-in token with `copilot-requests: write`; elsewhere set COPILOT_GITHUB_TOKEN.',
  },
  {
    says: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|fetch failed|connection error|network/i,
    code: 'MODEL_UNREACHABLE',
    what: 'Copilot could not be reached',
    remedy: 'See that this machine reaches api.githubcopilot.com, through HTTPS_PROXY where there is a proxy.',
  },
  {
    says: /unknown option|model .{0,80}(?:not available|not found|not supported|is not)/i,
    code: 'MODEL_REFUSED',
    what: 'Copilot CLI does not know what it was asked for',
    remedy: `Use version ${copilotVersion}, and name a model that it has in SRE_AIOPS_MODEL.`,
  },
];

/** What a run of Copilot CLI that failed means, from its exit code and its standard error. */
export function copilotFailure(code: number | null, stderr: string): SreError {
  const said = stderr.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  const known = knownFailures.find(({ says }) => says.test(stderr));
  if (known) return new SreError(known.code, `${known.what}: ${said}`, known.remedy);
  return new SreError(
    'MODEL_UNREACHABLE',
    `Copilot CLI failed with exit code ${code}: ${said || 'it said nothing.'}`,
    'Run `copilot` yourself to see more.',
  );
}

/** Copilot CLI is not there or cannot be started. */
export function copilotMissing(program: string, cause: NodeJS.ErrnoException): SreError {
  return new SreError(
    'TOOL_MISSING',
    cause.code === 'ENOENT'
      ? `Copilot CLI is not installed: there is no program ${program}.`
      : `Copilot CLI cannot be started: ${cause.code}.`,
    howToInstall,
    { cause },
  );
}
