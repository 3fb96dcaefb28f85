/** What a line of a CI log says of a failure. */
export interface Sign {
  /** How surely it says why the job failed: 0 for most lines, 10 at most. */
  readonly weight: number;
  /** The account of one failure begins here, so a new block does. */
  readonly heads: boolean;
}

interface Rule extends Sign {
  readonly patterns: readonly RegExp[];
}

/** The sign of a line that says nothing. */
export const nothing: Sign = { weight: 0, heads: false };

/** From what names the failure to what only smells of one; the first that matches counts. */
const rules: readonly Rule[] = [
  // What follows from the failure and only points at it.
  sign(
    1.5,
    /There were failing tests|There are test failures|see the compiler error output|Failed to execute goal|[Cc]ommand failed with|returned (?:a )?non-zero|^Run with --|^> Run with |--stacktrace|Re-run Maven|\[Help \d|For more information about/,
    /could not compile `|aborting due to|Test failed\.\s+See above|^\s*(?:FAIL|FAILED|ERROR|Failed)[.!]?$|^FAIL\t\S+\t[\d.]+s$|^FAILURE: Build failed|BUILD FAIL|[Bb]uild FAILED|exit (?:status|code):? [1-9]|[Ee]xited with|^make(?:\[\d+\])?: \*\*\*|^(?:rake|rails) aborted!|Process completed|^ERROR: Job failed|Your build (?:exited|has been stopped)/,
    /^npm ERR! (?:code ELIFECYCLE|errno|Exit status|Failed at|This is probably|A complete log|\S+@\S+ \S+: `|Test failed|path|command|\s|$)|^npm error (?:code \d|path|command|A complete log|Lifecycle)/,
  ),
  // Heads of failed tests, as the runners of many languages print them.
  head(
    10,
    /^\s*--- FAIL: |<<< (?:FAILURE|ERROR)!\s*$|^\s*not ok \d+(?!.*# (?:TODO|SKIP))|^(?:FAIL|ERROR): \w+ \(|^(?:FAIL|ERROR) in \(|^\s*● .+ › |^---- \S.* stdout ----$|^_{3,} .+ _{3,}$|^\s*\[ +FAILED +\] \S+.* \(\d+ ms\)$|^\S+:\d+: Failure$|^#\s+Failed test\b/,
    /\*\*\* FAILED \*\*\*|^── (?:\d+\. )?(?:Failure|Error)|^(?=.* FAILED$)\S.* > |^\s+Failed \S+ \[(?:< )?\d|\s\[FAIL\]$|: Test Failed at |^(?:Failure|Error) → |^\d+\) (?:Failed|Error) : |^ FAIL {1,2}\S+ > |^Test \S+ condition:$|^\s*\[-\] .+ \d+m?s|^\s*\S+: (?:FAILED|error): -\[/,
  ),
  head(9, /^\s*(?:Failure|Error|FAILURE|ERROR|Failed):\s*$/),
  head(
    8,
    /^\s*(?:✕|✖|✗|✘|×|❌|⨯)\s+(?!\d+ problems?)\S|^\s*(?:test )?\S.* \.\.\. (?:FAILED|FAIL|ERROR)$|^\s*FAIL(?:ED)?:? {1,3}\S+[./:]\S*|(?:^|\s)FAILED$|\(FAILED - \d+\)$|\*\*\*(?:Failed|Exception|Timeout)\b|\.{2,} ?(?:Failed \d|Dubious)/,
  ),
  head(7.5, /^\s{0,4}\d{1,4}\) \S/),
  // Diagnostics: a file, a line, what is wrong there.
  sign(
    9,
    /^\s*(?:\[\w+\] )?\S+?[:(]\d+(?:[:,]\d+)?\)?\s*:? (?:fatal |syntax |internal compiler )?error\b/i,
    /^error(?:\[E\d+\])?: |: error [A-Z]{2,6}\d{2,5}:|^\[ERROR\] \S+:\[\d+,\d+\]|\berror TS\d{4}:|^e: (?:file:\/\/)?\S+|^\[error\] \S+:\d+(?::\d+)?: /,
  ),
  sign(
    8,
    /^\s+\d+:\d+\s+error\s|^\S+:\d+(?::\d+)?: \[?[CEFW]:?\]? ?\S|^\S+\.\w+: ?\d+(?:[:,] ?\d+)?:? (?:\[?[A-Z]{1,4}\d{2,4}\b|\w+\/\w+)|^\s*\d+ \| (?:ERROR|WARNING) +\||^Offenses:$|^In \S+ line \d+:$|^ {2}on \S+ line \d+/,
    /^(?:\[\w+\] )?\.{0,2}[\w./@-]+\.(?:go|rs|c|cc|cpp|cxx|h|hpp|swift|java|kt|scala|clj|cs|fs|hs|ml|ex|exs|erl|d|zig|m|mm|nim|cr|jl|lua|php|pl|rb|py|ts|tsx|js|jsx|vue|dart|sh|tf|sql|groovy|hx|elm):\d+(?::\d+)?: (?!in [`'])/,
  ),
  sign(8.5, /^(?:E) {2,}\S/),
  // What an assertion or a compiler says.
  sign(
    8,
    /\b(?:Assertion(?:Failed)?Error|AssertionFailedError|ComparisonFailure|AssertionFailed|Minitest::Assertion|XCTAssert\w* failed|[Aa]ssertion .{0,60}failed|Failed asserting|panicked at|panic: |Expectation(?:NotMet|Failed)|[Ee]xpected\b.{0,120}\b(?:got|but was|received|to (?:eq|be|equal|match|have|raise|include|not))|[Ee]xpected:? ?<?.{0,120}\bbut was)/,
    /\b(?:COMPILATION ERROR|SyntaxError|IndentationError|ParseError|[Pp]arse error|undefined reference to|cannot find symbol|undeclared name|undefined: \w+|redeclared|unresolved import|Cannot find module|Module not found|ModuleNotFoundError|ImportError|LoadError|NameError|NoMethodError|VersionConflict)\b/,
  ),
  sign(7.5, /^\* What went wrong:|^> Task \S+ FAILED|^ERROR in \S|^Module build failed/),
  sign(
    7,
    /^\s*(?:Caused by: |Traceback \(most recent call last\)|Exception in thread|Uncaught|Unhandled|Fatal error|PHP (?:Fatal|Parse) error|\*\* \(\w+|thread '.+' panicked)|^(?:[\w$]+[.:]{1,2})*[A-Z]\w*(?:Error|Exception|Fault|Failure)\b(?::|\s*\(|$)/,
  ),
  sign(
    6,
    /^\[(?:ERROR|error)\] |^##\[error\]|^::error|^\s*(?:│\s*)?(?:Error|ERROR|error|FATAL|fatal|Fatal|FAIL)(?: \w+)?: \S|^npm (?:ERR!|error) |^E: |^error [A-Z]|^\* checking .+ ERROR$/,
    /\b(?:No space left|[Oo]ut of memory|OOMKilled|Killed$|Segmentation fault|core dumped|SIGKILL|SIGSEGV|SIGABRT|time limit|Connection (?:refused|reset|timed out)|[Cc]ould not resolve|unable to access|manifest unknown|Access ?Denied|rate limit|command not found|No output has been received|Merge conflict|CONFLICT|ImagePullBackOff|CrashLoopBackOff|UPGRADE FAILED|INSTALLATION FAILED|Validate failed|Migration .{0,80}failed|checksum mismatch|more than one migration|operation was cancell?ed|has exceeded the maximum)/,
  ),
  sign(5, /^\s*(?:Failed tests?|Tests in error|Failures?|Issues|Summary of .*[Ff]ail\w*|Errors?)[\s:(-]*$/),
  sign(
    4,
    /\b[1-9]\d*(?: \w+)? (?:failed|failing|failures?|errors?|problems?|offenses?|unexpected)\b|(?:Failures|Errors|failed|failures): ?[1-9]|\b(?:4\d\d|5\d\d) (?:https?:|Not Found|Client|Server)/,
  ),
  sign(
    3,
    /\b(?:errors?|Errors?|ERRORS?|failed|Failed|FAILED|FAILURE|[Ff]ailures?|fails?|exception|Exception|fatal|abort(?:ed|ing)?|unexpected|[Ii]nvalid|cannot|can't|[Cc]ould not|[Cc]ould ?n't|mismatch|not found|No such file|[Tt]imed? ?out|[Tt]imeout|Permission denied|conflicts?|dead|broken|cancell?ed)\b/,
  ),
];

function sign(weight: number, ...patterns: readonly RegExp[]): Rule {
  return { weight, heads: false, patterns };
}

function head(weight: number, ...patterns: readonly RegExp[]): Rule {
  return { weight, heads: true, patterns };
}

/** Rules from here on are not taken back by {@link harmless} words: the name of a failed test may hold any of them. */
const sureWeight = 7.5;

/** What looks like trouble and is none. */
const harmless =
  /\b(?:0 (?:errors?|failed|failures?|failing|problems)|(?:[Ee]rrors?|[Ff]ailures?|failed)\s*[:=]\s*0|no errors?|without errors?|npm WARN|npm warn|warning\b|WARN(?:ING)?\b|DEBUG\b|INFO\b|deprecat|DEPRECAT|Deprecat|[Rr]etry|Retrying|--fail|--?errors?\b|error[_-](?:page|handler|code|log)|on[_-]?error|allow[_-]failure|ignor(?:ed|ing)|skipp(?:ed|ing)|SKIPPED|XFAIL|xfail|fail-fast|failOnError|continue-on-error|passed|PASSED|ok\b|OK\b)|^\s*(?:\+ |\$ |> )|^(?:Get|Hit|Ign|Fetched|Setting up|Unpacking|Selecting|Preparing|Downloading|Downloaded|Installing|Using|Fetching|Collecting|Requirement|Compiling|Checking|Running|creating|copying|adding|remote:)\b|\.(?:rb|js|py|java|go|ts|h|c|cpp|o|class|html|md|gem)\s*$/;

const passes = /^\s*(?:PASS|✓|✔|√|ok\b|--- PASS|=== RUN|\[ +OK +\]|\[\+\])/;
const warns = /\b(?:warning|note|WARN(?:ING)?|[Dd]eprecat\w*|DEPRECAT\w*|DEBUG|INFO)\b|\[(?:debug|info)\]/;

/** Some patterns take time that grows with the square of the length. */
const maxReadLength = 400;

/** What a line says of a failure. */
export function signOf(line: string): Sign {
  const text = line.length > maxReadLength ? line.slice(0, maxReadLength) : line;
  if (passes.test(text)) return nothing;
  const rule = rules.find(({ patterns }) => patterns.some((pattern) => pattern.test(text)));
  if (!rule) return nothing;
  const taken = rule.heads ? false : rule.weight < sureWeight ? harmless.test(text) : warns.test(text);
  return taken ? { weight: rule.weight / 4, heads: false } : rule;
}

/** Whether the line belongs to the one above: indented, a frame of a stack, a quoted piece of code, a box of Terraform's. */
export function continues(line: string): boolean {
  return /^(?:\s{2,}\S|\t|E\s|>|[|│╵]|\.\.\. |at |from |File "|Caused by)/.test(line) && !passes.test(line);
}

/** A program that speaks of its own exit, or a runner that speaks of a step's. */
const failedExit =
  /^The command (?:.{1,2000} (?:exited with|failed and exited with) [1-9]|.{1,2000} failed \d+ times|"[^"]*$)|^##\[error\]|^(?:make|gmake)(?:\[\d+\])?: \*\*\* |^ninja: build stopped|^npm (?:ERR!|error) |\b(?:exited with|exit(?:ed)?) (?:status|code:?)? ?[1-9]\d*\.?\s*$|^(?:BUILD FAILED|\[INFO\] BUILD FAILURE|FAILURE: Build failed|Build FAILED)|^(?:rake|rails) aborted!|^Your build has been stopped|^ERROR: Job failed|^error Command failed|^FAIL(?:ED)?\s*$|[Cc]ommand failed with exit code|^error: could not compile|^Cleaning up project directory/;
const passedExit = /^The command .{1,2000} exited with 0|^travis_fold:end:|^section_end:/;
const begins =
  /^\$ \S|^##\[group\]Run |^travis_fold:start:|^section_start:|^(?:#\d+ \[\S* *\d+\/\d+\] |Step \d+\/\d+ : )|^Post job cleanup/;

/** What a line tells of the steps of a job: one failed, one passed, or another begins. */
export function stepMark(line: string): 'failed' | 'passed' | 'begins' | undefined {
  const text = line.length > 2100 ? line.slice(0, 2100) : line;
  if (passedExit.test(text)) return 'passed';
  if (begins.test(text)) return 'begins';
  return failedExit.test(text) ? 'failed' : undefined;
}

/** The line without what a runner puts before it: job and step names, time stamps. */
export function withoutRunnerPrefix(line: string): string {
  return line
    .replace(/^[^\t]{1,200}\t[^\t]{1,200}\t(?=\ufeff?\d{4}-)/, '')
    .replace(/^\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z ?/, '')
    .replace(/^(?:\[[\d:. TZ-]+\]|\d\d:\d\d:\d\d(?:[.,]\d+)?) /, '');
}
