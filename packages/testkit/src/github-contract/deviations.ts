/** A place where the emulated server is known to answer otherwise than GitHub. */
export interface Deviation {
  /** `METHOD path` as in openapi.json; `*` for all. */
  readonly operation: string;
  /** JSON pointer into the response body; `*` is any index; empty for the status itself. For all: its last steps. */
  readonly at: string;
  /** What is wrong there: a keyword of JSON Schema, or the undocumented status. */
  readonly keyword: 'required' | 'type' | 'format' | 'enum' | `status ${number}`;
}

const organisationFields = [
  'followers_url',
  'following_url',
  'gists_url',
  'gravatar_id',
  'organizations_url',
  'received_events_url',
  'starred_url',
  'subscriptions_url',
];

/**
 * Response deviations only: a request that is not GitHub's is ours to mend. Each was seen with emulate 0.12.2, and a
 * test fails when an entry is no longer needed.
 */
export const deviations: readonly Deviation[] = [
  // emulate lacks the two counters that GitHub adds when one repository is asked for; we read neither.
  ...lacks('GET /repos/{owner}/{repo}', ['network_count', 'subscribers_count']),
  // emulate lacks the links and the full commit of a branch: it answers the short form of `GET branches`. We read the
  // name, the head's sha and whether the branch is protected.
  ...lacks('GET /repos/{owner}/{repo}/branches/{branch}', [
    '_links',
    'protection',
    'commit/node_id',
    'commit/html_url',
    'commit/comments_url',
    'commit/commit',
    'commit/author',
    'commit/committer',
    'commit/parents',
  ]),
  // emulate lacks most addresses of an organisation (as owner of a repository, or of a pull request's branch).
  ...['owner', 'user'].flatMap((holder) =>
    lacks(
      '*',
      organisationFields.map((field) => `${holder}/${field}`),
    ),
  ),
  // emulate answers 200 where GitHub answers 201; the client looks at neither.
  { operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees', at: '', keyword: 'status 200' },
];

const known = new Map(deviations.map((each) => [`${each.operation} ${each.at} ${each.keyword}`, each]));

/**
 * The entry that lets a response deviate here, if there is one. The list is short, explicit and says why for each.
 *
 * @param operation `METHOD path` as in openapi.json
 * @param at JSON pointer into the response body; for a missing property, as if it were there
 * @param keyword the JSON Schema keyword that failed
 */
export function deviationAt(operation: string, at: string, keyword: string): Deviation | undefined {
  const place = at.replaceAll(/\/\d+(?=\/|$)/g, '/*');
  const lastSteps = /\/[^/]+\/[^/]+$/.exec(place)?.[0];
  return known.get(`${operation} ${place} ${keyword}`) ?? known.get(`* ${lastSteps} ${keyword}`);
}

/**
 * One more deviation, everywhere: emulate writes a bot's login into addresses as it is, where GitHub writes
 * `/users/github-actions%5Bbot%5D`. Brackets pass in the addresses of responses, and so does the empty text that
 * GitHub's description gives as the default of the addresses of a deployment status.
 */
export const uriOfResponses = /^$|^[a-z][a-z\d+.-]*:[^\s"<>\\^`{|}]+$/i;

/** GitHub itself writes the brackets of a bot's login into its address: `…+github-actions[bot]@users.noreply.github.com`. */
export const emailOfResponses = /^[^\s@]+@[^\s@]+$/;

function lacks(operation: string, fields: readonly string[]): Deviation[] {
  return fields.map((field) => ({ operation, at: `/${field}`, keyword: 'required' }));
}
