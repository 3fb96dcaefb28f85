import { type Change, pullRequestOf } from '@sre-aiops/core';
import type { CommitShape, PullShape } from './shapes.ts';

const maxTitle = 500;
const maxBody = 20_000;

/** What a commit says of itself and, where it is known, its pull request says of it. */
export type Described = Omit<Change, 'files' | 'patch'>;

/**
 * @param pull The pull request that the commit merged; its title and body outrank the commit's.
 * @param repositoryUrl Page of the repository, for the link to a pull request that only the message names.
 */
export function describe(
  commit: CommitShape,
  pull: PullShape | undefined,
  repositoryUrl: string | undefined,
): Described {
  const { subject, body } = messageOf(commit.commit.message.slice(0, 4 * maxBody));
  const told = pullRequestOf(oneLine(subject), body);
  const number = pull?.number ?? told.number;
  const url =
    pull?.html_url ?? (told.number && repositoryUrl ? `${repositoryUrl}/pull/${told.number}` : commit.html_url);
  const parentSha = commit.parents[0]?.sha;
  return {
    sha: commit.sha,
    ...(parentSha ? { parentSha } : {}),
    ...(number ? { number } : {}),
    title: oneLine(pull?.title ?? '') || told.title || '(no message)',
    body: (pull?.body.trim() ? pull.body : body).slice(0, maxBody).replaceAll('\r\n', '\n').trim(),
    author: oneLine(commit.commit.author?.name ?? ''),
    mergedAt: committedAt(commit),
    ...(url ? { url } : {}),
  };
}

/** When a commit was committed; ISO 8601, UTC. */
export function committedAt(commit: CommitShape): string {
  return new Date(commit.commit.committer.date).toISOString();
}

/** Whether the message of a commit itself names the pull request that it merged. */
export function namesItsPull(commit: CommitShape): boolean {
  const { subject, body } = messageOf(commit.commit.message.slice(0, 4 * maxBody));
  return pullRequestOf(oneLine(subject), body).number !== undefined;
}

/** As git takes a message apart: the first paragraph, its lines joined, and the rest. */
function messageOf(message: string): { subject: string; body: string } {
  const lines = message
    .replaceAll('\r\n', '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .split('\n');
  const end = lines.findIndex((line) => line.trim() === '');
  if (end === -1) return { subject: lines.join(' '), body: '' };
  return {
    subject: lines.slice(0, end).join(' '),
    body: lines
      .slice(end + 1)
      .join('\n')
      .slice(0, maxBody),
  };
}

/** Control characters have no place in a title or a name. */
function oneLine(text: string): string {
  return text
    .slice(0, maxTitle)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}
