import { type Addition, commitAt, refusal, type World } from '../world.ts';

/** The path of one commit; a name may hold slashes, but for those of what belongs to a commit. */
export const oneCommit =
  /^\/commits\/(?!.+\/(?:branches-where-head|check-runs|check-suites|comments|pulls|status|statuses)$)(.+)$/;

/** Commits made through the API, those that are not there, and the branches that show them. */
export const commits: readonly Addition[] = [
  {
    why: 'A commit that is not there cannot be processed (422); emulate does not find it (404).',
    method: 'GET',
    path: oneCommit,
    before: (world, _call, [ref = '']) =>
      commitAt(world, ref) ? undefined : refusal(422, `No commit found for SHA: ${ref}`),
  },
  {
    why: 'GitHub itself commits what the workflow token writes without an author, and signs it.',
    method: 'POST',
    path: /^\/git\/commits$/,
    before: (_world, call) => {
      if (!isUnsignedByAnybody(call.body) || call.actor !== 'actions') return undefined;
      call.body = { ...call.body, committer: { name: 'GitHub', email: 'noreply@github.com' } };
      return undefined;
    },
    after: (world, call, _params, answer) => {
      const committer = call.body?.committer as { email?: string } | undefined;
      const { sha } = answer.body as { sha: string };
      if (answer.status !== 201 || committer?.email !== 'noreply@github.com' || call.body?.author) return undefined;
      world.signed.add(sha);
      return { ...answer, body: { ...(answer.body as object), verification } };
    },
  },
  {
    why: 'A commit that GitHub signed is verified.',
    method: 'GET',
    path: /^\/git\/commits\/(\w+)$/,
    after: (world, _call, [sha = ''], answer) =>
      world.signed.has(sha) ? { ...answer, body: { ...(answer.body as object), verification } } : undefined,
  },
  {
    why: 'A branch shows its whole commit and its protection; emulate shows an id.',
    method: 'GET',
    path: /^\/branches\/(.+)$/,
    after: async (world, call, [name = ''], answer) => {
      const row = world.store.branches.findBy('repo_id', world.repoId).find((branch) => branch.name === name);
      if (answer.status !== 200 || !row || !commitAt(world, row.sha)) return undefined;
      const { body } = await world.inner('GET', `/commits/${row.sha}`, call.actor ?? 'anonymous');
      const { stats: _stats, files: _files, ...commit } = body as Record<string, unknown>;
      return { ...answer, body: { ...(answer.body as object), commit, ...frameOf(world, name, row.protected) } };
    },
  },
];

const verification = {
  verified: true,
  reason: 'valid',
  signature: '-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----',
  payload: '',
  verified_at: '2026-01-01T00:00:00Z',
};

function isUnsignedByAnybody(body: Record<string, unknown> | undefined): boolean {
  return body !== undefined && body.author === undefined && body.committer === undefined;
}

function frameOf(world: World, name: string, isProtected: boolean): object {
  const url = `${world.apiUrl}/repos/${world.name}/branches/${encodeURIComponent(name)}`;
  return {
    _links: { self: url, html: `${world.origin}/${world.name}/tree/${name}` },
    protected: isProtected,
    protection: {
      enabled: isProtected,
      required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
    },
    protection_url: `${url}/protection`,
  };
}
