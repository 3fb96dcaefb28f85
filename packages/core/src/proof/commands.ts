import type { Command, TreeState } from '../ports/index.ts';

/** A command that is red while the incident's fault is in the tree, and green without it. */
export interface Reproducer {
  /** Run before it in every tree, such as an install. */
  readonly prepare: readonly Command[];
  readonly command: Command;
  /** Laid into every tree that it is run on. */
  readonly laid: Pick<TreeState, 'files' | 'folders'>;
  /** What a red run prints when it is red because of this incident; any failure counts where it is not known. */
  readonly says?: string | undefined;
}

/** What a fix is tried with. */
export interface ProofCommands {
  readonly reproducer?: Reproducer | undefined;
  /** The tests of the repository, in order; the last one is the verdict. Empty when none are known. */
  readonly suite: readonly Command[];
}

/** What runners say when at least one test ran. */
const ranSomething: readonly RegExp[] = [
  /Tests run: [1-9]/, // Maven Surefire, Failsafe, JUnit console
  /\b[1-9]\d* (?:tests?|examples?|passed|failed|failures?|passing|failing)\b/i, // Gradle, pytest, RSpec, mocha
  /^\s*(?:#|ℹ) tests [1-9]/m, // node:test
  /\bTests\s+(?:[1-9]\d* \w+ \| )*[1-9]\d* (?:passed|failed)/, // vitest, jest
  /^(?:--- (?:PASS|FAIL)|ok\s+\S+\s+[\d(]|FAIL\s+\S+)/m, // go test
  /test result: \w+\. (?:[1-9]\d* passed|\d+ passed; [1-9]\d* failed)/, // cargo test
  /(?:Passed|Failed)!\s+- Failed:\s+\d+, Passed:\s+\d+/, // dotnet test
  /^OK \([1-9]\d* tests?/m, // PHPUnit
];

/**
 * Whether the output of a run shows that something was tested: a run without tests is no proof. `undefined` when the
 * output is of no runner that is known.
 */
export function testsRan(output: string): boolean | undefined {
  if (ranSomething.some((pattern) => pattern.test(output))) return true;
  return /Tests run: 0|no tests? (?:ran|found|to run|files)|\b0 (?:tests|examples|passing)\b|No test files/i.test(
    output,
  )
    ? false
    : undefined;
}

/** A build tool: the file by which its folder is known, and how its tests are run there. */
interface BuildTool {
  readonly file: RegExp;
  commands(folder: string, files: ReadonlySet<string>): readonly Command[];
}

const tools: readonly BuildTool[] = [
  {
    file: /^pom\.xml$/,
    commands: (folder, files) => [
      {
        args: [files.has(within(folder, 'mvnw')) ? './mvnw' : 'mvn', '--batch-mode', '--no-transfer-progress', 'test'],
        folder,
      },
    ],
  },
  {
    file: /^build\.gradle(?:\.kts)?$/,
    commands: (folder, files) => [
      { args: [files.has(within(folder, 'gradlew')) ? './gradlew' : 'gradle', '--console=plain', 'test'], folder },
    ],
  },
  {
    file: /^package\.json$/,
    commands: (folder, files) => [
      {
        args: ['npm', files.has(within(folder, 'package-lock.json')) ? 'ci' : 'install', '--no-audit', '--no-fund'],
        folder,
      },
      { args: ['npm', 'test'], folder },
    ],
  },
  { file: /^go\.mod$/, commands: (folder) => [{ args: ['go', 'test', './...'], folder }] },
  { file: /^Cargo\.toml$/, commands: (folder) => [{ args: ['cargo', 'test', '--quiet'], folder }] },
  {
    file: /^(?:pyproject\.toml|pytest\.ini|tox\.ini|setup\.cfg|setup\.py|requirements\.txt)$/,
    commands: (folder) => [{ args: ['python3', '-m', 'pytest', '--quiet'], folder }],
  },
  { file: /^[^/]+\.sln$/, commands: (folder) => [{ args: ['dotnet', 'test', '--nologo'], folder }] },
];

/**
 * The tests of the part of a repository that a fix touches, as its build files suggest: of the nearest folder above the
 * touched files that a build tool knows.
 *
 * @param files All paths at the head.
 * @param touched Paths of the fix.
 */
export function suiteOf(files: readonly string[], touched: readonly string[]): Command[] {
  const all = new Set(files);
  const built = new Map<string, BuildTool>();
  for (const file of files) {
    const tool = tools.find(({ file: name }) => name.test(file.slice(file.lastIndexOf('/') + 1)));
    const folder = folderOf(file);
    if (tool && !built.has(folder)) built.set(folder, tool);
  }
  const nearest = touched.flatMap((path) => foldersAbove(path).find((folder) => built.has(folder)) ?? []);
  return [...new Set(nearest)].flatMap((folder) => built.get(folder)!.commands(folder, all));
}

function within(folder: string, file: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** The folders of a path, the nearest first, the root of the repository last. */
function foldersAbove(path: string): string[] {
  const folder = folderOf(path);
  return folder === '' ? [''] : [folder, ...foldersAbove(folder)];
}
