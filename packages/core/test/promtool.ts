import { spawnSync } from 'node:child_process';

/**
 * Whether tests that need promtool run: always in CI, where a missing promtool must fail them; elsewhere only with
 * promtool on the PATH.
 */
export const promtoolExpected = Boolean(process.env.CI) || spawnSync('promtool', ['--version']).status === 0;

/** `promtool check rules`: its exit status (`null` when it could not be started) and what it said. */
export function checkRules(paths: readonly string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', ...paths], { encoding: 'utf8' });
  return { status, said: `${stdout ?? ''}${stderr ?? ''}` };
}
