import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Remediation, stages, toFileEdits } from '@sre-aiops/core';
import { type AnyStage, runStageAt, silentLog } from 'sre-aiops';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { alertClock } from './evaluate.ts';
import { type PublishingWorld, publishingWorld } from './publishing-world.ts';

const incidents = join(import.meta.dirname, '../../../incidents');
const incident = { folder: join(incidents, 'scenario-2-500-schema-drift') };
const ci = {
  '.github/sre-aiops.yml': 'pull-request:\n  ci-workflow: ci.yml\n',
  '.github/workflows/ci.yml': 'name: ci\non: workflow_dispatch\njobs:\n  test:\n    runs-on: ubuntu-latest\n',
};
/** Where a test of the bookshop lies that needs nothing but JUnit, and one that fails or passes by the word. */
const tests = 'bookshop/src/test/java/com/bookshop';
const junit = (name: string, body: string) => ({
  [`${tests}/${name}.java`]: [
    'package com.bookshop;',
    'import static org.junit.jupiter.api.Assertions.assertEquals;',
    'import java.nio.file.Files;',
    'import java.nio.file.Path;',
    'import org.junit.jupiter.api.Test;',
    `class ${name} {`,
    `    @Test void stock() throws Exception { ${body} }`,
    '}',
    '',
  ].join('\n'),
});
const brokenTest = junit('StockTest', 'assertEquals(3, 2, "copies on the shelf");');
/** Red the first time in a folder, green ever after. */
const flakyTest = junit(
  'StockTest',
  'var seen = Path.of("target/seen"); boolean again = Files.exists(seen); if (!again) Files.createFile(seen); assertEquals(3, again ? 3 : 2, "copies on the shelf");',
);
const maven = (...goals: string[]) => ['mvn', '-B', '-ntp', '-o', '-f', 'bookshop/pom.xml', ...goals];

// Real builds take their time: run by `npm run test:long`.
describe.runIf(process.env.SRE_AIOPS_LONG)('the loop, on real failing builds', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sre-aiops-loops-'));
  let world: PublishingWorld;
  let folder: string;
  const tree = join(scratch, 'bookshop');
  let command: readonly string[];
  afterEach(async () => {
    expect(world.proxy.violations).toEqual([]);
    await world.close();
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  const state = () => world.github.state();
  const open = () => state().pulls.filter(({ head, state: is }) => is === 'open' && !head.includes('/knowledge-'));
  const env = () => ({ GITHUB_TOKEN: world.github.token, GITHUB_API_URL: world.proxy.url });

  async function stage(name: string, options: object = {}) {
    const clock = { now: () => new Date().toISOString() };
    const one = stages.find((candidate) => candidate.name === name) as AnyStage;
    const publish = one.publishes !== undefined;
    const all = { repo: world.github.name, clock, log: silentLog, env: env(), secondMs: 10, publish, ...options };
    return (await runStageAt(one, folder, all)).documents;
  }

  /** Begins with an answer that nobody published yet; what the fix says is given where it shall be wrong. */
  async function answered(of = incident, wrong?: (fix: Remediation) => Promise<Remediation>): Promise<void> {
    folder = (await world.deliver({}, { publish: false, clock: alertClock(of.folder) })).folder;
    if (!wrong) return;
    const file = join(folder, 'remediation.json');
    writeFileSync(file, JSON.stringify(await wrong(JSON.parse(readFileSync(file, 'utf8')))));
  }

  /** What GitHub's runner would do: the newest run that waits, on the merge of the pull request and the default branch. */
  function check(): { readonly run: number; readonly isGreen: boolean } {
    const { id: run } = state().runs.findLast(({ status }) => status === 'queued')!;
    const [pull] = open();
    lay({ ...state().files('main'), ...pull!.files });
    const { status, stdout, stderr } = spawnSync(command[0]!, command.slice(1), { cwd: tree, encoding: 'utf8' });
    world.github.act.concludeRun(run, status === 0 ? 'success' : 'failure', `${stdout}${stderr}`);
    return { run, isGreen: status === 0 };
  }

  /** Turns until nothing more happens: what each check came to, and what was done about it. */
  async function turns(): Promise<string[]> {
    const seen: string[] = [];
    while (seen.length < 8) {
      const { run, isGreen } = check();
      if (isGreen) return [...seen, 'green'];
      const { remediation } = await stage('repair', { ciRun: run });
      const { verdict } = remediation!.repair!;
      await stage('create-pr');
      seen.push(verdict);
      if (!['mended', 'again'].includes(verdict)) return seen;
    }
    return seen;
  }

  /** One more red run of what stands, however it came to be: no further fix is made. */
  async function endsThere(): Promise<void> {
    const [before] = open();
    const jobs = [{ name: 'test', log: `${before!.head}\nSyntaxError: invalid syntax in checkout.py\n` }];
    const red = { workflow: 'ci.yml', branch: before!.head, conclusion: 'failure', jobs, by: 'actions' } as const;
    const ciRun = await world.github.act.addRun(red);
    expect((await stage('repair', { ciRun })).remediation!.repair!.verdict).toBe('person');
    await stage('create-pr');
    expect(open().map(({ number, files }) => ({ number, files }))).toEqual([
      { number: before!.number, files: before!.files },
    ]);
    expect(state().runs.filter(({ status }) => status === 'queued')).toEqual([]);
  }

  describe('of the bookshop', () => {
    beforeAll(() => mkdirSync(tree, { recursive: true }));

    test('a migration whose version was taken meanwhile gets the next free one', async () => {
      world = await publishingWorld(ci, { incident });
      await answered();
      command = maven('-Dtest=PostgresSchemaTest#runsEveryMigration', 'test');
      const migrations = 'bookshop/src/main/resources/db/migration';
      const taken = `${migrations}/V14__add_binding_to_book.sql`;
      const sql = 'ALTER TABLE book ADD COLUMN binding VARCHAR(20);\n';
      await stage('create-pr');
      await world.github.act.push({ branch: 'main', files: { [taken]: sql } });
      expect(await turns()).toEqual(['mended', 'green']);
      expect(Object.keys(open()[0]!.files)).toEqual([`${migrations}/V15__drop_price_old_from_book.sql`]);
      await endsThere();
    }, 400_000);

    test('an import that the fix took away and still needs comes back', async () => {
      world = await publishingWorld(ci, { incident });
      const path = 'bookshop/src/main/java/com/bookshop/book/BookService.java';
      await answered(incident, (fix) =>
        changed(fix, path, (text) =>
          text
            .replace(/^import org\.springframework\.stereotype\.Service;\n/m, '')
            .replace(/class BookService \{\n/, '$&\n    private static final int SHELVES = 12;\n'),
        ),
      );
      command = maven('compile');
      await stage('create-pr');
      expect(await turns()).toEqual(['mended', 'green']);
      expect(open()[0]!.body).toContain('the import is back');
      await endsThere();
    }, 400_000);

    test('a fix that breaks a test is planned anew, as something else', async () => {
      const name = 'AuthorWithoutCountryTest.java';
      const unknown = { folder: join(incidents, 'azure-monitor-http5xx') };
      const test = readFileSync(join(unknown.folder, 'reproduce', name), 'utf8');
      world = await publishingWorld({ ...ci, [`${tests}/author/${name}`]: test }, { incident: unknown });
      const path = 'bookshop/src/main/java/com/bookshop/author/AuthorView.java';
      await answered(unknown, (fix) =>
        changed(fix, path, (text) => text.replace('author.getCountry(),', 'author.getCountry().strip(),')),
      );
      command = maven('-Dtest=AuthorWithoutCountryTest', 'test');
      await stage('create-pr');
      expect(await turns()).toEqual(['mended', 'green']);
      await endsThere();
    }, 400_000);

    test('a default branch that is red too is left alone', async () => {
      world = await publishingWorld({ ...ci, ...brokenTest }, { incident });
      await answered();
      command = maven('-Dtest=StockTest', 'test');
      await stage('create-pr');
      lay(state().files('main'));
      const { status, stdout, stderr } = spawnSync(command[0]!, command.slice(1), { cwd: tree, encoding: 'utf8' });
      expect(status).not.toBe(0);
      const jobs = [{ name: 'test', log: `${stdout}${stderr}` }];
      await world.github.act.addRun({ workflow: 'ci.yml', branch: 'main', conclusion: 'failure', jobs });
      const before = open();
      expect(await turns()).toEqual(['base-red']);
      expect(open().map(({ number, files }) => ({ number, files }))).toEqual(
        before.map(({ number, files }) => ({ number, files })),
      );
    }, 400_000);

    test('a flaky test is run again, and nothing is changed', async () => {
      world = await publishingWorld({ ...ci, ...flakyTest }, { incident });
      await answered();
      rmSync(join(tree, 'bookshop/target/seen'), { force: true });
      command = maven('-Dtest=StockTest', 'test');
      await world.github.act.addRun({ workflow: 'ci.yml', branch: 'main', conclusion: 'success' });
      await stage('create-pr');
      const [before] = open();
      expect(await turns()).toEqual(['again', 'green']);
      expect(open()[0]).toEqual(before);
    }, 400_000);
  });

  /** Writes files in place of those of the last build; `null` is gone. What was compiled stays, what was copied does not. */
  function lay(files: Readonly<Record<string, string | null | undefined>>): void {
    for (const folder of ['src', 'target/classes/db'])
      rmSync(join(tree, 'bookshop', folder), { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) {
      const file = join(tree, path);
      if (text === null || text === undefined) rmSync(file, { force: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  }

  /** The fix with another edit: what a person or a model got wrong. */
  async function changed(fix: Remediation, path: string, by: (text: string) => string): Promise<Remediation> {
    const readFile = async (file: string, sha: string) => state().files(sha)[file];
    const head = { repository: '', branch: 'main', sha: fix.baseSha, shallow: false };
    const own = fix.edits.find((edit) => edit.path === path)?.content;
    const content = by(own ?? (await readFile(path, fix.baseSha))!);
    const made = await toFileEdits({ edits: [{ path, content }] }, head, { readFile });
    return { ...fix, ...made };
  }
});
