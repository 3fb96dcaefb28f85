import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../..');
const workflow = join(root, '.github/workflows/release.yml');
const script = join(root, 'scripts/release.ts');

// Wants ssh-keygen, to sign: run by `npm run test:long`.
describe.runIf(process.env.SRE_AIOPS_LONG)('a release', () => {
  let folder: string;
  let work: string;
  let remote: string;
  let tree: string;
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, { cwd: work, encoding: 'utf8' }).trim();
  const refs = () => run('git', 'ls-remote', remote);
  const treeOf = (ref: string) => run('git', '--git-dir', remote, 'ls-tree', '-r', '--name-only', `${ref}^{}`);
  const commitOf = (ref: string) => run('git', '--git-dir', remote, 'rev-parse', `${ref}^{}`);

  function release(version: string, ...more: readonly (string | NodeJS.ProcessEnv)[]) {
    const given = more.filter((one) => typeof one === 'string');
    const env = Object.assign({}, process.env, ...more.filter((one) => typeof one !== 'string'));
    const args = [script, tree, '--version', version, '--source', run('git', 'rev-parse', 'HEAD'), ...given];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: work, encoding: 'utf8', env });
    return { status, commit: stdout.trim(), stderr };
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sre-aiops-release-'));
    [work, remote, tree] = [join(folder, 'work'), join(folder, 'remote.git'), join(folder, 'tree')];
    for (const made of [join(work, 'packages/cli'), join(tree, 'diagnose/dist')]) mkdirSync(made, { recursive: true });
    writeFileSync(
      join(work, 'packages/cli/CHANGELOG.md'),
      '# sre-aiops\n\n## 1.0.0\n\nNine actions.\n\n## 0.9.0\n\nOld.\n',
    );
    writeFileSync(join(tree, 'diagnose/dist/index.js'), '1;\n');
    run('git', 'init', '--quiet', '--bare', '--initial-branch', 'main', remote);
    run('git', 'init', '--quiet', '--initial-branch', 'main');
    run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key'));
    const signers = join(folder, 'signers');
    writeFileSync(signers, `release@example.com ${readFileSync(join(folder, 'key.pub'), 'utf8')}`);
    for (const [key, value] of [
      ['user.name', 'Release'],
      ['user.email', 'release@example.com'],
      ['gpg.format', 'ssh'],
      ['gpg.ssh.allowedSignersFile', signers],
      ['user.signingkey', join(folder, 'key')],
    ] as const)
      run('git', 'config', key, value);
    run('git', 'add', '--all');
    run('git', 'commit', '--quiet', '--message', 'Sources');
    run('git', 'remote', 'add', 'origin', remote);
    run('git', 'push', '--quiet', 'origin', 'main');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is a signed tag on a signed commit that holds the tree, and the tag of its major version', () => {
    const notes = join(folder, 'notes.md');
    const { status, commit, stderr } = release('1.0.0', '--notes', notes);
    expect(status, stderr).toBe(0);
    expect([commitOf('v1.0.0'), commitOf('v1')]).toEqual([commit, commit]);
    expect(treeOf('v1')).toBe('diagnose/dist/index.js');
    run('git', 'verify-tag', 'v1.0.0');
    run('git', 'verify-tag', 'v1');
    run('git', 'verify-commit', commit);
    expect(run('git', 'rev-parse', `${commit}^`)).toBe(run('git', 'rev-parse', 'HEAD'));
    expect(readFileSync(notes, 'utf8')).toBe(
      `\`\`\`yaml\n- uses: org/sre-aiops@${commit}   # v1.0.0\n\`\`\`\n\nNine actions.\n`,
    );
  });

  test('made again changes nothing', () => {
    const first = release('1.0.0');
    const before = refs();
    expect(release('1.0.0')).toEqual(first);
    expect(refs()).toBe(before);
  });

  test('that was broken off before the major tag moved is finished', () => {
    const { commit } = release('1.0.0');
    run('git', 'push', '--quiet', '--delete', 'origin', 'v1');
    expect(release('1.0.0').commit).toBe(commit);
    expect(commitOf('v1')).toBe(commit);
  });

  test('never changes: another tree under its number is refused', () => {
    release('1.0.0');
    const before = refs();
    writeFileSync(join(tree, 'more.txt'), '');
    const { status, stderr } = release('1.0.0');
    expect([status, stderr]).toEqual([
      1,
      'v1.0.0 is published with other content. A release never changes: run `npm run next-version`, which takes the next number.\n',
    ]);
    expect(refs()).toBe(before);
  });

  test('moves the major tag forward, never back', () => {
    release('1.0.0');
    writeFileSync(join(tree, 'more.txt'), '');
    const newest = release('1.10.0').commit;
    expect(commitOf('v1')).toBe(newest);
    writeFileSync(join(tree, 'more.txt'), 'a late fix');
    expect(release('1.9.1').status).toBe(0);
    expect(commitOf('v1')).toBe(newest);
    expect(release('2.0.0').commit).toBe(commitOf('v2'));
    expect(commitOf('v1')).toBe(newest);
  });

  test('moves the major tag past the tag of a candidate', () => {
    run('git', 'push', '--quiet', 'origin', 'main:refs/tags/v1.0.0-rc.1', 'main:refs/tags/v1.0.1-rc.1');
    expect(release('1.0.0').commit).toBe(commitOf('v1'));
  });

  test('does not take the major tag back from a release that overtook it', () => {
    release('1.8.0');
    writeFileSync(join(tree, 'more.txt'), '');
    // Between two of its commands another machine makes a release.
    const shim = join(folder, 'bin');
    const real = run('sh', '-c', 'command -v git');
    const other = [process.execPath, script, tree, '--version', '1.10.0', '--source', run('git', 'rev-parse', 'HEAD')];
    mkdirSync(shim);
    writeFileSync(
      join(shim, 'git'),
      `#!/bin/sh\n'${real}' "$@" || exit\ncase "$*" in *--sort=*) PATH="${process.env.PATH}" '${other.join("' '")}' >/dev/null;; esac\n`,
      { mode: 0o755 },
    );
    const { status, stderr } = release('1.9.0', { PATH: `${shim}:${process.env.PATH}` });
    expect(status).toBe(1);
    expect(stderr).toMatch(/stale info[\s\S]*run this again/);
    expect(commitOf('v1')).toBe(commitOf('v1.10.0'));
    expect(release('1.9.0').status).toBe(0);
    expect(commitOf('v1')).toBe(commitOf('v1.10.0'));
  });

  test('is made from a clone without history', () => {
    const shallow = join(folder, 'shallow');
    run('git', 'clone', '--quiet', '--depth', '1', `file://${remote}`, shallow);
    run('cp', join(work, '.git/config'), join(shallow, '.git/config'));
    work = shallow;
    const { status, commit, stderr } = release('1.0.0');
    expect(status, stderr).toBe(0);
    expect(commitOf('v1')).toBe(commit);
  });

  test('to a place that cannot be reached says so and what to do', () => {
    const { status, stderr } = release('1.0.0', '--remote', join(folder, 'nowhere.git'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/git ls-remote .* failed\. Mend what git says above and run this again/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('fills a repository that holds nothing but releases', () => {
    const listed = join(folder, 'listed.git');
    run('git', 'init', '--quiet', '--bare', listed);
    const more = ['--remote', listed, '--branch', 'main'];
    const first = release('1.0.0', ...more);
    expect(first.status, first.stderr).toBe(0);
    writeFileSync(join(tree, 'more.txt'), '');
    const second = release('1.1.0', ...more);
    expect(release('1.1.0', ...more)).toEqual(second);
    const history = run('git', '--git-dir', listed, 'log', '--format=%H', 'main').split('\n');
    expect(history).toEqual([second.commit, first.commit]);

    // An older one made again, or a late fix of it, leaves the branch at the newest.
    rmSync(join(tree, 'more.txt'));
    expect(release('1.0.0', ...more)).toEqual(first);
    writeFileSync(join(tree, 'more.txt'), 'a late fix');
    expect(release('1.0.1', ...more).status).toBe(0);
    expect(run('git', '--git-dir', listed, 'rev-parse', 'main')).toBe(second.commit);
  });
});

describe('the page of a release', () => {
  const { steps } = parse(readFileSync(workflow, 'utf8')).jobs.publish as { steps: { name?: string; run?: string }[] };
  const step = steps.find(({ name }) => name === 'Tag, and write the release page')!;

  test.each([
    ['is written when there is none', '', ['view', 'create']],
    ['stays as it is when it is published', 'false', ['view']],
    ['is written anew when it was broken off as a draft', 'true', ['view', 'delete', 'create']],
  ])('%s', (_, isDraft, asked) => {
    const folder = mkdtempSync(join(tmpdir(), 'sre-aiops-page-'));
    const gh = `#!/bin/sh\necho "$*" >>"$LOG"\ncase "$*" in "release view"*) test -n "${isDraft}" && echo "${isDraft}";; esac\n`;
    writeFileSync(join(folder, 'gh'), gh, { mode: 0o755 });
    writeFileSync(join(folder, 'node'), '#!/bin/sh\n', { mode: 0o755 });
    const log = join(folder, 'log');
    const env = { PATH: `${folder}:${process.env.PATH}`, LOG: log, OUT: folder, VERSION: '1.0.0', GITHUB_SHA: 'a' };
    const { status } = spawnSync('bash', ['-e', '-c', step.run!], { env, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(Array.from(readFileSync(log, 'utf8').matchAll(/^release (\w+) v1\.0\.0/gm), ([, word]) => word)).toEqual(
      asked,
    );
    rmSync(folder, { recursive: true });
  });
});

// Wants the bundles: run by `npm run test:long` after `npm run pack`.
describe.runIf(process.env.SRE_AIOPS_LONG)('the tree of a release', () => {
  const tree = join(mkdtempSync(join(tmpdir(), 'sre-aiops-tree-')), 'tree');
  let files: string[];
  const textOf = (file: string) => readFileSync(join(tree, file), 'utf8');
  beforeAll(() => {
    execFileSync(process.execPath, [join(root, 'scripts/release-tree.ts'), tree]);
    const entries = readdirSync(tree, { recursive: true, withFileTypes: true });
    files = entries.flatMap((entry) =>
      entry.isFile() ? join(entry.parentPath, entry.name).slice(tree.length + 1) : [],
    );
  });
  afterAll(() => rmSync(dirname(tree), { recursive: true }));

  test('holds every file that its pages lead to', () => {
    const links = files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) => {
        const targets = Array.from(textOf(file).matchAll(/\]\(([^)\s#]+)/g), ([, to = '']) => to);
        return targets.filter((to) => !/^[a-z]+:/.test(to)).map((to) => join(dirname(file), to));
      });
    expect(links.length).toBeGreaterThan(30);
    expect(links.filter((link) => !existsSync(join(tree, link)))).toEqual([]);
    const [, licences = ''] = /`<action>\/(\S+licenses\.txt)`/.exec(textOf('README.md')) ?? [];
    expect(textOf(join('diagnose', licences))).toContain('Permission is hereby granted');
  });

  test('holds no source, test, map or path of the machine that made it', () => {
    expect(files.filter((file) => /\.(?:ts|map|tsbuildinfo)$|test|node_modules/.test(file))).toEqual([]);
    expect(files.filter((file) => textOf(file).includes(root))).toEqual([]);
  });
});
