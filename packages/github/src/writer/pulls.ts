import { z } from 'zod';
import { statusOf } from '../errors.ts';
import { Pull, read } from './answers.ts';
import type { Bench } from './bench.ts';
import { post } from './claims.ts';

const perPage = 100;
/** Open pull requests that are looked through for ours, newest first. */
const maxPages = 5;

/** Open pull requests from branches of this repository that bear our name, newest first. */
export async function openPulls({ connection, trees }: Pick<Bench, 'connection' | 'trees'>): Promise<Pull[]> {
  const { repository } = await trees.head();
  const ours: Pull[] = [];
  for (let page = 1; page <= maxPages; page++) {
    const { data } = await connection.request(
      'GET /repos/{owner}/{repo}/pulls',
      { state: 'open', sort: 'created', direction: 'desc', per_page: perPage, page },
      'look for our open pull requests',
    );
    const pulls = read(z.array(Pull), data);
    ours.push(...pulls.filter((pull) => isOwn(pull, repository) && pull.head.ref.startsWith('sre-aiops/')));
    if (pulls.length < perPage) break;
  }
  return ours;
}

/** Pull requests of a branch of this repository: the open one first, else the newest. */
export async function pullsOf(
  { connection, trees }: Pick<Bench, 'connection' | 'trees'>,
  branch: string,
): Promise<Pull[]> {
  // The repository may bear another name than the one it is asked by.
  const { repository } = await trees.head();
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/pulls',
    {
      state: 'all',
      head: `${repository.split('/')[0]}:${branch}`,
      sort: 'created',
      direction: 'desc',
      per_page: perPage,
    },
    `look for the pull request of ${branch}`,
  );
  const pulls = read(z.array(Pull), data).filter((pull) => isOwn(pull, repository) && pull.head.ref === branch);
  return [...pulls.filter(({ state }) => state === 'open'), ...pulls.filter(({ state }) => state !== 'open')];
}

/** One pull request. */
export async function pullAt({ connection }: Pick<Bench, 'connection'>, number: number): Promise<Pull> {
  const { data } = await connection.request(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    { pull_number: number },
    `read pull request #${number}`,
  );
  return read(Pull, data);
}

/** Changes a pull request in place. */
export async function patchPull(
  { connection }: Pick<Bench, 'connection'>,
  number: number,
  change: Readonly<Record<string, unknown>>,
): Promise<void> {
  await connection.request(
    'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
    { pull_number: number, ...change },
    `update pull request #${number}`,
  );
}

/** Opens the pull request of a branch, or finds the one that another run opened at the same time. */
export async function openPull(
  bench: Bench,
  draft: { readonly head: string; readonly title: string; readonly body: string },
): Promise<Pull> {
  const { branch } = await bench.trees.head();
  const wanted = (await bench.policy()).pullRequest.draft;
  const find = async () => (await pullsOf(bench, draft.head)).find(({ state }) => state === 'open');
  const ask = (asDraft: boolean) =>
    bench.connection.once(
      'POST /repos/{owner}/{repo}/pulls',
      { ...draft, base: branch, draft: asDraft, maintainer_can_modify: true },
      'open the pull request',
    );
  try {
    return await post(
      bench,
      () =>
        ask(wanted).catch((error: Error) => {
          // Not every plan has drafts in private repositories.
          if (statusOf(error) === 422 && wanted && /draft/i.test(error.message)) return ask(false);
          throw error;
        }),
      (data) => read(Pull, data),
      find,
    );
  } catch (error) {
    const there = statusOf(error) === 422 ? await find() : undefined;
    if (there) return there;
    throw error;
  }
}

function isOwn({ head }: Pull, repository: string): boolean {
  return head.repo?.full_name.toLowerCase() === repository.toLowerCase();
}
