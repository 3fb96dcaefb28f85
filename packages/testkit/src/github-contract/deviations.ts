/** A place where the emulated server is known to answer otherwise than GitHub. */
export interface Deviation {
  /** `METHOD path` as in openapi.json. */
  readonly operation: string;
  /** JSON pointer into the response body; `*` is any index; empty for the status itself. */
  readonly at: string;
  /** What is wrong there: a keyword of JSON Schema, or the undocumented status. */
  readonly keyword: 'required' | 'type' | 'format' | 'enum' | `status ${number}`;
}

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
  // emulate answers 200 where GitHub answers 201; the client looks at neither.
  { operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees', at: '', keyword: 'status 200' },
];

const known = new Set(deviations.map(({ operation, at, keyword }) => `${operation} ${at} ${keyword}`));

/**
 * Whether a response may deviate here. The list is short, explicit and says why for each entry.
 *
 * @param operation `METHOD path` as in openapi.json
 * @param at JSON pointer into the response body; for a missing property, as if it were there
 * @param keyword the JSON Schema keyword that failed
 */
export function isTolerated(operation: string, at: string, keyword: string): boolean {
  return known.has(`${operation} ${at.replaceAll(/\/\d+(?=\/|$)/g, '/*')} ${keyword}`);
}

function lacks(operation: string, fields: readonly string[]): Deviation[] {
  return fields.map((field) => ({ operation, at: `/${field}`, keyword: 'required' }));
}
