import type { FilePair } from '../remediations/unified.ts';

/** Files whose settings decide which tests run. */
const files =
  /(?:^|\/)(?:pom\.xml|[\w.-]*\.gradle(?:\.kts)?|gradle\.properties|maven\.config|jvm\.config|package\.json|(?:vitest|vite|jest|playwright|karma|cypress)\.(?:config|workspace|conf)\.\w+|\.mocharc[\w.]*|pytest\.ini|pyproject\.toml|setup\.cfg|tox\.ini|noxfile\.py|conftest\.py|phpunit[\w.]*\.xml|\.rspec|Rakefile|Makefile|justfile|Taskfile\.ya?ml|Cargo\.toml|\.runsettings|[\w.-]+\.(?:csproj|runsettings|sh)|Jenkinsfile|Dockerfile[\w.-]*|\.gitlab-ci\.yml|[\w-]*\.ya?ml)$/;

/** Characters of a line that is a setting. */
const maxLine = 2_000;

/** Lines that switch tests off or let them fail. */
const off =
  /<(?:skipTests?|skipITs|skipUnitTests|maven\.test\.skip(?:\.exec)?)>\s*true|-D(?:skipTests|skipITs|maven\.test\.skip(?:\.exec)?|maven\.test\.failure\.ignore|testFailureIgnore)(?!\s*=\s*false)\b|<testFailureIgnore>\s*true|<maven\.test\.failure\.ignore>\s*true|\bignoreFailures\s*=?\s*true|\b(?:test|check)\b[^\n]*\benabled\s*=\s*false|\bonlyIf\s*\{\s*false|(?:\s|^)-x\s+(?:\S+:)?(?:test|check)\b|\bexcludeTestsMatching\b|--passWithNoTests|\bpassWithNoTests["']?\s*[:=]\s*true|--deselect[= ]|--ignore(?:-glob)?[= ]\S*test|\s-[km]\s*["']?not\b|\bnorecursedirs\b.*\btests?\b|\bcollect_ignore|--exclude-group|<IsTestProject>\s*false|\b--?skip-tests?\b|\bgo\s+test\b[^\n]*(?:-skip\b|-run[= ]["']?\^\$)|\b(?:npm|yarn|pnpm)\s+(?:run\s+)?test\b[^\n]*\|\|\s*true|\b(?:mvn|gradle|gradlew|pytest|go test|cargo test|rspec|phpunit|dotnet test|vitest|jest|mocha)\b[^\n]*\|\|\s*(?:true|exit 0|:)(?:\s|$|["'])|["']test["']\s*:\s*["'](?:true|exit 0|echo\b[^"'&|]*)["']|\btest\s*=\s*false/;
/** Lists of what is left out. */
const lists =
  /(?:<excludes?>([\s\S]*?)(?:<\/excludes?>|$)|\b(?:exclude|testPathIgnorePatterns|testIgnore|modulePathIgnorePatterns|ignore|excludedGroups|exclude_patterns)["']?\s*[:=]\s*\[([^\]]*)(?:\]|$)|<excludedGroups>([^<]*)<|\bexclude\s*\(?\s*(["'][^"'\n]*["']))/g;

/** Settings that a change brings and that leave tests out or let them fail, as they are written. */
export function switchedOff({ path, before = '', after }: FilePair): string[] {
  if (after === undefined || !files.test(path)) return [];
  const had = new Set(linesOf(before));
  const lines = linesOf(after).filter((line) => !had.has(line) && off.test(line));
  const known = new Set(excludedIn(before));
  const excluded = excludedIn(after).filter((entry) => !known.has(entry) && aboutTests(entry, path));
  const gone =
    /package\.json$/.test(path) && /"test"\s*:/.test(before) && !/"test"\s*:/.test(after) ? ['no script "test"'] : [];
  return [...new Set([...lines, ...excluded, ...gone])];
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line.length <= maxLine && !/^(?:#|\/\/|<!--)/.test(line));
}

function excludedIn(text: string): string[] {
  return Array.from(text.matchAll(lists), ([, xml, list, groups, one]) => xml ?? list ?? groups ?? one ?? '').flatMap(
    (entries) =>
      Array.from(
        entries.matchAll(/["']([^"'\n]+)["']|<exclude>\s*([^<\s]+)|^\s*([\w*./-]+)\s*$/gm),
        ([, quoted, tag, bare]) => quoted ?? tag ?? bare ?? '',
      ),
  );
}

/** In a file for tests alone every entry is about tests; elsewhere the entry has to say so. */
function aboutTests(entry: string, path: string): boolean {
  if (entry === '' || /node_modules|^\*?\*?\/?(?:dist|build|out|coverage|target|vendor)\b/.test(entry)) return false;
  return /(?:vitest|jest|playwright|pytest|mocharc|phpunit)/.test(path) || /test|spec|IT\b/i.test(entry);
}
