import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandRun, TrialTree } from '@sre-aiops/core';
import { makeHistory } from '@sre-aiops/testkit';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type LocalProvingGround, type ProvingGroundOptions, provingGround } from './proving-ground.ts';
import { bubblewrap } from './trial/bubblewrap.ts';
import { marker } from './trial/processes.ts';
import type { Sandbox } from './trial/sandbox.ts';
import { unshare } from './trial/unshare.ts';

const scratch = mkdtempSync(join(tmpdir(), 'proving-ground-'));
/** Where a private `/tmp` does not hide it. */
const elsewhere = process.platform === 'linux' ? mkdtempSync('/var/tmp/proving-ground-') : scratch;
const grounds: LocalProvingGround[] = [];
afterAll(async () => {
  await Promise.all(grounds.map((ground) => ground.close()));
  for (const folder of [scratch, elsewhere]) rmSync(folder, { recursive: true, force: true });
});

const works = (...args: [string, ...string[]]) => spawnSync(args[0], args.slice(1)).status === 0;
const forms: { name: string; sandboxes: Sandbox[]; isHere: boolean }[] = [
  { name: 'without a sandbox', sandboxes: [], isHere: true },
  { name: 'with bwrap', sandboxes: [bubblewrap], isHere: works('bwrap', '--ro-bind', '/', '/', 'true') },
  { name: 'with unshare', sandboxes: [unshare], isHere: works('unshare', '--map-root-user', '--mount', 'true') },
];
const isLong = process.env.SRE_AIOPS_LONG === '1';

/** Goes on by a second and a half each time it is asked. */
function steadyClock() {
  let asked = 0;
  return { now: () => new Date(1500 * asked++).toISOString() };
}

const program = ['100755', '#!/bin/sh\necho "$0" "$@"\n'] as const;
const repository = join(scratch, 'shop');
const [sha = ''] = makeHistory(repository, [
  {
    message: 'feat: import',
    files: {
      run: program,
      'app/run': program,
      plain: 'text\n',
      'no-interpreter': ['100755', '#!/no/such/interpreter\n'],
      'no-env': ['100755', '#!/usr/bin/env no-such-interpreter\n'],
      out: ['120000', '/usr'],
      tool: ['120000', '/usr/bin/env'],
      // Starts itself anew in a session of its own, again and again.
      again: ['100755', '#!/bin/sh\nsleep 0.05\nsetsid ./again "$1" &\n'],
    },
  },
]);

async function treeOn(options: Partial<ProvingGroundOptions> = {}) {
  const warnings: string[] = [];
  const log = {
    info: () => {},
    warning: (line: string) => void warnings.push(line),
    section: <T>(_: string, work: () => Promise<T>) => work(),
  };
  const ground = provingGround({ repository, clock: steadyClock(), log, ...options });
  grounds.push(ground);
  const tree = await ground.open({ sha });
  if ('refused' in tree) throw new Error(tree.refused);
  return { tree, warnings, ground };
}

const shell = (tree: TrialTree, script: string, ...args: string[]): Promise<CommandRun> =>
  tree.run({ args: ['sh', '-c', script, 'sh', ...args] });

let count = 0;
/** A word by which processes are found again. */
const newToken = () => `token-${process.pid}-${++count}`;

function running(token: string): string[] {
  if (!existsSync('/proc'))
    return spawnSync('pgrep', ['-f', token], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(token);
    } catch {
      return false;
    }
  });
}

/** Leaves behind a child in the background, a daemon, one that took off its mark, and one that holds the output open. */
const leaveBehind = `
wait_for='while :; do sleep 1; done'
sh -c "$wait_for" "$1" >/dev/null 2>&1 &
setsid sh -c "echo >a; cd /; $wait_for" "$1" >/dev/null 2>&1 &
env -i PATH="$PATH" setsid sh -c "echo >b; $wait_for" "$1" >/dev/null 2>&1 &
setsid sh -c "echo >c; $wait_for" "$1" &
while ! [ -e a -a -e b -a -e c ]; do sleep 0.01; done
`;

/** The slow form does not differ from the other sandbox in what is looked at here. */
const here = forms.filter(({ isHere }) => isHere);
/** All forms are a minute; the safest that works here is tried every time. */
const quick = isLong ? here : [here.find(({ name }) => name === 'with bwrap') ?? here[0]!];

describe.each(quick)('a command $name', ({ sandboxes }) => {
  const opened = treeOn({ sandboxes });

  test('tells how it ended, and what it printed on both streams', async () => {
    const { tree } = await opened;
    expect(await shell(tree, 'echo out; echo err >&2; pwd')).toEqual({
      command: ['sh', '-c', 'echo out; echo err >&2; pwd', 'sh'],
      outcome: 'passed',
      exitCode: 0,
      seconds: 1.5,
      output: expect.stringMatching(/^(?=[\s\S]*^out$)(?=[\s\S]*^err$)[\s\S]*\/tree$/m),
    });
    expect(await shell(tree, 'exit 3')).toMatchObject({ outcome: 'failed', exitCode: 3 });
    expect(await shell(tree, 'kill -SEGV $$')).toMatchObject({ outcome: 'failed', exitCode: 139 });
    expect(await shell(tree, 'cat')).toMatchObject({ outcome: 'passed', output: '' });
  });

  test('is a file of the tree or a program on the PATH, in a folder of the tree, and no shell reads its arguments', async () => {
    const { tree } = await opened;
    expect((await tree.run({ args: ['./run', '$(id)', '*', 'a b', '"'] })).output).toMatch(
      /\/tree\/run \$\(id\) \* a b "\n$/,
    );
    expect((await tree.run({ args: ['../run'], folder: 'app' })).output).toMatch(/\/tree\/run\n$/);
    expect((await tree.run({ args: ['./run'], folder: 'app/' })).output).toMatch(/\/tree\/app\/run\n$/);
    expect((await tree.run({ args: ['pwd'], folder: 'app' })).output).toMatch(/\/tree\/app\n$/);
  });

  test('ends with all that it left behind', async () => {
    const { tree } = await opened;
    const token = newToken();
    expect(await shell(tree, leaveBehind, token)).toMatchObject({ outcome: 'passed', exitCode: 0 });
    expect(running(token)).toEqual([]);
  });

  test('is ended at its limit of time, with all that it started', async () => {
    const { tree } = await treeOn({ sandboxes, timeLimitSeconds: 2 });
    const token = newToken();
    const run = await shell(
      tree,
      `echo begin; ${leaveBehind} for i in 1 2 3 4 5; do ./again $1 & done; sleep 600`,
      token,
    );
    expect(run).toMatchObject({ outcome: 'timed-out', output: 'begin\n' });
    expect(run).not.toHaveProperty('exitCode');
    expect(running(token)).toEqual([]);
  });

  test('is ended when it prints too much', async () => {
    const { tree } = await treeOn({ sandboxes, outputLimitBytes: 1_000_000, keptOutputBytes: 1000 });
    const run = await shell(tree, 'yes yes');
    expect(run).toMatchObject({
      outcome: 'too-much-output',
      output: expect.stringMatching(/^(?:yes\n){100,250}(?:y|ye|yes)?$/),
    });
    expect(run).not.toHaveProperty('exitCode');
    expect(await shell(tree, 'head -c 1000001 /dev/zero')).toMatchObject({ outcome: 'too-much-output' });
    expect(await shell(tree, 'head -c 1000000 /dev/zero')).toMatchObject({
      outcome: 'passed',
      output: '\0'.repeat(1000),
    });
    const lines = await shell(tree, 'seq 1000');
    expect(lines).toMatchObject({ outcome: 'passed', output: expect.stringMatching(/^\d{3}\n[\s\S]*\n1000\n$/) });
    expect(lines.output.length).toBeGreaterThan(990);
    expect((await shell(tree, "printf '\\377\\0grün\\n'")).output).toBe('\uFFFD\0grün\n');
  });

  test('sees an allow list of the environment, and a home of its own with the caches in it', async () => {
    const secrets = [
      'GITHUB_TOKEN',
      'ACTIONS_RUNTIME_URL',
      'RUNNER_TEMP',
      'INPUT_TOKEN',
      'NPM_TOKEN',
      'MY_KEY',
      'MY_SECRET',
    ];
    secrets.push(
      'SSH_AUTH_SOCK',
      'AWS_PROFILE',
      'AZURE_CLIENT_ID',
      'NODE_OPTIONS',
      'GIT_CONFIG_COUNT',
      'LD_LIBRARY_PATH',
    );
    const caches = ['npm_config_cache', 'XDG_CACHE_HOME', 'PIP_CACHE_DIR', 'GOMODCACHE'];
    for (const name of secrets) vi.stubEnv(name, 'hidden');
    for (const name of caches) vi.stubEnv(name, undefined);
    const home = join(elsewhere, `home-${newToken()}`);
    const kept = ['.m2/repository', '.npm', '.cache/pip', '.gradle/caches', 'go/pkg/mod', '.cargo/registry'];
    for (const folder of [...kept, '.ssh', '.config']) mkdirSync(join(home, folder), { recursive: true });
    const hidden = ['.m2/settings.xml', '.npmrc', '.netrc', '.ssh/id', '.config/token', '.gradle/gradle.properties'];
    for (const file of hidden) writeFileSync(join(home, file), 'hidden');
    for (const folder of kept) writeFileSync(join(home, folder, 'cached'), 'cached');
    for (const [name, value] of Object.entries({ HOME: home, LC_TIME: 'C', JAVA_HOME: '/usr/lib/jvm' }))
      vi.stubEnv(name, value);
    const { tree } = await treeOn({ sandboxes }).finally(() => vi.unstubAllEnvs());

    const { output } = await tree.run({ args: ['env'] });
    const names = output.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    const own = ['HOME', 'TMPDIR', 'CI', 'PATH', 'GRADLE_USER_HOME', 'CARGO_HOME', 'MAVEN_OPTS', 'GRADLE_OPTS', marker];
    const usual = [
      'LANG',
      'LANGUAGE',
      'TERM',
      'TZ',
      'LC_ALL',
      'LC_TIME',
      'JAVA_HOME',
      'LC_CTYPE',
      'PWD',
      'OLDPWD',
      'SHLVL',
      '_',
      'RUSTUP_HOME',
      'PYENV_ROOT',
    ];
    expect(names).toEqual(expect.arrayContaining([...own, ...caches, 'LC_TIME', 'JAVA_HOME']));
    expect(names.filter((name) => ![...own, ...caches, ...usual].includes(name))).toEqual([]);
    expect(output).not.toContain('hidden');

    const found = await shell(
      tree,
      'cd; cat .m2/repository/cached .gradle/caches/cached .cargo/registry/cached "$npm_config_cache/cached" "$PIP_CACHE_DIR/cached" "$GOMODCACHE/cached"; find . ! -type d ! -type l',
    );
    expect(found.output).toBe('cached'.repeat(6));
    expect((await shell(tree, 'echo new > "$npm_config_cache/new"')).outcome).toBe('passed');
    expect(readFileSync(join(home, '.npm/new'), 'utf8')).toBe('new\n');
    if (sandboxes.length > 0) {
      const read = await shell(tree, `cd '${home}' && cat ${hidden.join(' ')}; echo over`);
      expect(read.output).not.toContain('hidden');
    }
  });

  test.each([
    [['no-such-program', 'x'], /^no-such-program is not on the PATH: install it/],
    [['./no-such-file'], /^\.\/no-such-file is not in this state of the repository: name/],
    [['./plain'], /^\.\/plain may not be executed: .*chmod=\+x/],
    [['./app'], /^\.\/app is a folder: name/],
    [['./no-interpreter'], /^\.\/no-interpreter wants \/no\/such\/interpreter, .*install it/],
    [['./no-env'], /^\.\/no-env wants no-such-interpreter, .*install it/],
    [['/usr/bin/env'], /^\/usr\/bin\/env is no file of the repository: name/],
    [['../tree/../../x'], /is no file of the repository: name/],
    [['./tool'], /^\.\/tool is a link that leads out of the repository: name/],
    [['out/bin/env'], /is a link that leads out of the repository: name/],
    [['', 'x'], /names no program: give one/],
    [['sh', 'a\0b'], /NUL/],
  ])('that cannot be started says what to do: %j', async (args, sentence) => {
    const { tree } = await opened;
    expect(await tree.run({ args })).toEqual({
      command: args,
      outcome: 'not-started',
      seconds: 0,
      output: expect.stringMatching(sentence),
    });
  });

  test('runs in no folder outside of the tree', async () => {
    const { tree } = await opened;
    for (const folder of ['..', '/', 'out', 'no such folder', 'plain']) {
      const run = await tree.run({ args: ['pwd'], folder });
      expect(run, folder).toMatchObject({
        outcome: 'not-started',
        output: expect.stringContaining('is no folder of this state'),
      });
    }
  });

  test('ends with its copy', async () => {
    const { tree } = await treeOn({ sandboxes });
    const token = newToken();
    const folder = (await shell(tree, 'mkdir -p locked/in && chmod 0 locked && pwd')).output.trim();
    const run = shell(tree, `${leaveBehind} sleep 600`, token);
    await vi.waitUntil(() => existsSync(join(folder, 'c')), { timeout: 60_000 });
    await tree.close();
    expect(await run).toMatchObject({ outcome: 'failed' });
    expect(await run).not.toHaveProperty('exitCode');
    expect(running(token)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  test('is given up, with every copy, when the signal says so', async () => {
    const abort = new AbortController();
    const { tree, ground } = await treeOn({ sandboxes, signal: abort.signal });
    const token = newToken();
    const folder = (await shell(tree, 'pwd')).output.trim();
    const run = shell(tree, `${leaveBehind} sleep 600`, token);
    const opening = ground.open({ sha }).catch((error: unknown) => error);
    const rejection = expect(run).rejects.toThrow('enough');
    await vi.waitUntil(() => existsSync(join(folder, 'c')), { timeout: 60_000 });
    abort.abort(new Error('enough'));
    await rejection;
    await opening;
    await ground.close();
    expect(running(token)).toEqual([]);
    expect(existsSync(join(folder, '../..'))).toBe(false);
    await expect(ground.open({ sha })).rejects.toThrow('enough');
    await expect(shell(tree, 'echo')).rejects.toThrow('enough');
  });

  test('ends with the process, told to stop', async () => {
    for (const signal of isLong ? (['SIGINT', 'SIGTERM'] as const) : (['SIGTERM'] as const)) {
      const token = newToken();
      const temporary = mkdtempSync(join(scratch, 'tmp-'));
      const script = `
        import { provingGround } from ${JSON.stringify(join(import.meta.dirname, 'proving-ground.ts'))};
        import { ${sandboxes[0]?.name === 'bwrap' ? 'bubblewrap' : 'unshare'} as sandbox } from ${JSON.stringify(
          join(import.meta.dirname, 'trial', sandboxes[0]?.name === 'bwrap' ? 'bubblewrap.ts' : 'unshare.ts'),
        )};
        process.on('${signal}', () => process.exit(9));
        const log = { info() {}, warning() {}, section: (_, work) => work() };
        const clock = { now: () => new Date().toISOString() };
        const ground = provingGround({ repository: ${JSON.stringify(repository)}, clock, log, sandboxes: [${sandboxes.length > 0 ? 'sandbox' : ''}] });
        const tree = await ground.open({ sha: '${sha}' });
        const { output } = await tree.run({ args: ['pwd'] });
        process.stdout.write(output);
        await tree.run({ args: ['sh', '-c', ${JSON.stringify(`${leaveBehind} sleep 600`)}, 'sh', '${token}'] });
      `;
      const env = { ...process.env, TMPDIR: temporary };
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise((resolve) => child.on('close', resolve));
      const folder = await new Promise<string>((resolve) =>
        child.stdout.once('data', (chunk) => resolve(String(chunk).trim())),
      );
      await vi.waitUntil(() => existsSync(join(folder, 'c')), { timeout: 60_000 });
      child.kill(signal);
      expect(await ended).toBe(9);
      expect(readdirSync(temporary)).toEqual([]);
      expect(running(token)).toEqual([]);
    }
  });

  test.runIf(isLong)('may print a gigabyte, of which nothing but the end is held', async () => {
    const { tree } = await treeOn({ sandboxes, outputLimitBytes: 2 ** 31 });
    const before = process.memoryUsage.rss();
    const run = await shell(tree, 'head -c 1073741824 /dev/zero; echo; echo end');
    expect(run).toMatchObject({ outcome: 'passed', output: 'end\n' });
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 2 ** 20);
  });
});

describe.each(forms.filter(({ isHere, sandboxes }) => isHere && sandboxes.length > 0))(
  'the sandbox: $name',
  ({ sandboxes }) => {
    test("keeps commands from the user's tree, and from everything else", async () => {
      for (const parent of [scratch, elsewhere]) {
        const user = join(parent, `user ${newToken()}`);
        spawnSync('git', ['clone', '--quiet', repository, user]);
        const beside = join(parent, `beside-${newToken()}`);
        writeFileSync(beside, 'mine\n');
        const all = () => spawnSync('find', [user], { encoding: 'utf8' }).stdout;
        const before = all();
        expect(before).toContain('/plain\n');
        const { tree, warnings } = await treeOn({ sandboxes, repository: user });
        expect(warnings).toEqual([]);
        await tree.run({ args: ['rm', '-rf', user] });
        await tree.run({ args: ['rm', '-rf', beside] });
        await shell(tree, 'echo x > "$1/plain"; echo x >> "$2"; mv "$2" "$2.moved"', user, beside);
        expect((await shell(tree, 'cat "$1/.git/config" "$1/plain"', user)).outcome).toBe('failed');
        const undo =
          'mount -o remount,bind,rw /; mount -o remount,bind,rw "$1"; umount "$1"; umount -l /tmp; rm -rf "$1"';
        await shell(tree, undo, user);
        await shell(tree, `unshare --map-root-user --mount sh -c '${undo}' sh "$1"`, user);
        await shell(tree, 'rm -rf ../../..');
        expect(all()).toEqual(before);
        expect(readFileSync(join(user, 'plain'), 'utf8')).toBe('text\n');
        expect(readFileSync(beside, 'utf8')).toBe('mine\n');
      }
    });

    test('lets a command use its tree, a private /tmp and the devices, and see only its own processes', async () => {
      const { tree, ground } = await treeOn({ sandboxes });
      const other = await ground.open({ sha });
      if ('refused' in other) throw new Error(other.refused);
      const theirs = (await shell(other, 'pwd')).output.trim();
      expect(
        await shell(
          tree,
          'set -e; echo x > /tmp/x; cat /tmp/x > plain; echo x > /dev/null; head -c 1 /dev/urandom > /dev/shm/x; cat plain',
        ),
      ).toMatchObject({ outcome: 'passed', output: 'x\n' });
      expect((await shell(tree, 'ls "$1"', theirs)).outcome).toBe('failed');
      expect((await shell(tree, 'kill -0 "$1"', String(process.pid))).outcome).toBe('failed');
      expect((await shell(tree, 'id -u')).output.trim()).toBe(String(process.getuid?.()));
      expect((await shell(tree, 'git status --porcelain')).output).toBe(' M plain\n');
      expect((await shell(tree, 'ls /dev/vda /dev/sda /dev/nvme0n1 2>/dev/null')).output).toBe('');
    });
  },
);

test('says once that there is no sandbox', async () => {
  const broken: Sandbox = { name: 'broken', wrap: () => ['no-such-sandbox'] };
  const { warnings, ground } = await treeOn({ sandboxes: [broken] });
  await ground.open({ sha });
  expect(warnings).toEqual([expect.stringMatching(/without a sandbox.*Install bubblewrap/)]);
});

describe.runIf(forms[2]?.isHere)('a full disk is an error that says what to do', () => {
  test.each([
    ['the objects', 'head -c 3000000 /dev/urandom'],
    ['the files', 'yes | head -c 3000000'],
  ])('where %s do not fit', (what, make) => {
    const user = join(scratch, `full ${what}`);
    const created = spawnSync(
      'sh',
      [
        '-c',
        `git init -q "$1" && cd "$1" && ${make} > big && git add big && git -c user.name=S -c user.email=s@shop.example commit -qm big && git rev-parse HEAD`,
        'sh',
        user,
      ],
      { encoding: 'utf8' },
    );
    const script = `
      import { provingGround } from ${JSON.stringify(join(import.meta.dirname, 'proving-ground.ts'))};
      import { readdirSync } from 'node:fs';
      const log = { info() {}, warning() {}, section: (_, work) => work() };
      const clock = { now: () => new Date().toISOString() };
      const ground = provingGround({ repository: ${JSON.stringify(user)}, clock, log, sandboxes: [] });
      const error = await ground.open({ sha: '${created.stdout.trim()}' }).catch((error) => error);
      await ground.close();
      console.log(JSON.stringify({ ...error, message: error.message, left: readdirSync(process.env.TMPDIR) }));
    `;
    const small = join(scratch, `small ${what}`);
    mkdirSync(small);
    const mount = 'mount -t tmpfs -o size=1m tmpfs "$1" && TMPDIR="$1" exec "$2" --input-type=module -e "$3"';
    const run = spawnSync(
      'unshare',
      ['--map-root-user', '--mount', 'sh', '-c', mount, 'sh', small, process.execPath, script],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(run.stdout), run.stderr).toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      message: expect.stringMatching(/cannot be written to .*: .*(?:No space left|unable to write)/),
      remedy: expect.stringContaining('TMPDIR'),
      left: [],
    });
  });
});
