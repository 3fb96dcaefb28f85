/** How the places where changes are merged write the commit: GitHub, Gitea, Bitbucket (cloud and server), Azure DevOps, bors. */
const merges = [
  /^Merge pull request #(?<number>\d{1,9}) from /,
  /^Merge pull request '(?<title>.*)' \(#(?<number>\d{1,9})\) from /,
  /^Merged in .* \(pull request #(?<number>\d{1,9})\)$/,
  /^Pull request #(?<number>\d{1,9}): (?<title>.*)$/,
  /^Merged PR (?<number>\d{1,9}): (?<title>.*)$/,
  /^(?:Auto merge of|Merge) #(?<number>\d{1,9})(?: |$)/,
];
const gitlab = /See merge request [\w./-]*!(\d{1,9})$/;
const squash = /^(.*\S)\s+\(#(\d{1,9})\)$/;

/** The pull request that a commit merged and its title; no number for a direct push. */
export function pullRequestOf(subject: string, body: string): { number?: number; title: string } {
  const described = body.trim().split('\n')[0]?.trim() || subject;
  for (const merge of merges) {
    const groups = merge.exec(subject)?.groups;
    if (groups) return { number: Number(groups.number), title: groups.title || described };
  }
  const request = gitlab.exec(body.trim());
  if (request) {
    const title =
      subject.startsWith('Merge branch ') && !described.startsWith('See merge request') ? described : subject;
    return { number: Number(request[1]), title };
  }
  const squashed = squash.exec(subject);
  return squashed ? { number: Number(squashed[2]), title: squashed[1]! } : { title: subject };
}
