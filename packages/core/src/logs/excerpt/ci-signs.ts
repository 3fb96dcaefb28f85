/** A sign that a line of a CI log says why the job failed. */
interface Sign {
  readonly pattern: RegExp;
  readonly weight: number;
}

/** What build tools, test runners and runners print when something fails. The first that matches counts. */
const failures: readonly Sign[] = [
  // test runners: the name of the failed test, the assertion
  { weight: 9, pattern: /^\s*(?:FAILED|FAIL:|FAIL\b|--- FAIL:|✕|✖|✗|×|✘|not ok \d|\[FAIL\]|Failed\s+\S+ \[\d)/ },
  { weight: 9, pattern: /<<< (?:FAILURE|ERROR)!|^\s*(?:Failure|Error):\s*$|^E\s{2,}\S|^\S+ > \S.* FAILED$|\bFAILED$/ },
  { weight: 9, pattern: /^\s*\d+\) (?:Failure|Error|\S.*)/ },
  {
    weight: 8,
    pattern: /^(?:Failed (?:tests?|examples|scenarios)|Failures?|Tests in error|Summary of (?:all )?[Ff]ail)[\s:]*$/,
  },
  {
    weight: 8,
    pattern:
      /\b(?:AssertionError|AssertionFailedError|ComparisonFailure|AssertionFailed|Expected\b.{0,200}\b(?:got|but was|to (?:eq|be|equal|match|have|raise|include))|expected:? ?<?.{0,200}\bbut was|assertion .{0,40}failed|panicked at|panic: )/,
  },
  // compilers
  {
    weight: 8,
    pattern:
      /^\s*\S+?[:(]\d+(?:[:,]\d+)?\)?:? (?:fatal )?error\b|^error(?:\[E\d+\])?: |\berror [A-Z]{2,4}\d{3,5}:|: (?:fatal )?error: |^\[ERROR\] \S+:\[\d+,\d+\]/,
  },
  {
    weight: 8,
    pattern:
      /\b(?:COMPILATION ERROR|Compilation failed|SyntaxError|IndentationError|ParseError|parse error|undefined reference|cannot find symbol|undeclared name|undefined: \w+)/,
  },
  // builds
  { weight: 7, pattern: /^\* What went wrong:|^Execution failed for task|^> Task \S+ FAILED|^FAILURE: Build failed/ },
  {
    weight: 6,
    pattern:
      /^\[ERROR\]|^\s*ERROR\b|^##\[error\](?!Process completed)|^\s*(?:Error|ERROR|error|FATAL|fatal|Fatal):\s|^npm ERR! (?!A complete log|code |errno |path )|^\s*│?\s*Error: /,
  },
  {
    weight: 6,
    pattern:
      /^\s*\d+(?: \w+)? (?:failed|failing|failures?|errors?|problems?)\b|\b[1-9]\d* (?:failed|failing|failures?|errors?|examples?, [1-9]\d* failures?)\b|(?:Failures|Errors|failed|failures): ?[1-9]/,
  },
  {
    weight: 6,
    pattern:
      /^(?:[A-Za-z_][\w.]*(?:Error|Exception|Fault))(?::|\s*\(|$)|^\s*(?:Caused by|Traceback \(most recent call last\)|Exception in thread|Uncaught|Unhandled)/,
  },
  // lint and link checkers
  {
    weight: 6,
    pattern:
      /^\s*\d+:\d+\s+error\s|^\S+:\d+:\d+: [A-Z]\d{3,4} |^\S+:\d+: (?:\[?[A-Z]{1,4}\d+|warning:)|\b(?:Links? .{0,60}(?:broken|dead|failed)|^\s*(?:4\d\d|5\d\d) .{0,40}https?:)/,
  },
  // machines and networks
  {
    weight: 5,
    pattern:
      /\b(?:No space left|out of memory|Out of memory|OOMKilled|Killed$|Segmentation fault|core dumped|SIGKILL|SIGSEGV|timed? ?out|time limit|Connection (?:refused|reset)|Could not resolve|could not resolve|unable to access|manifest unknown|Access ?Denied|rate limit|credentials?|No such file|not found|cannot find|command not found|Permission denied|No output has been received|cancell?ed|conflict)/,
  },
  {
    weight: 3,
    pattern:
      /\b(?:error|Error|ERROR|failed|Failed|FAILED|FAILURE|failure|fail|exception|Exception|fatal|abort(?:ed|ing)?|unexpected|invalid|cannot|can't|mismatch)\b/,
  },
];

/** What looks like trouble and is none. */
const harmless =
  /\b(?:0 (?:errors?|failed|failures?|failing|problems)|(?:errors?|failures?|failed)\s*[:=]\s*0|no errors?|without errors?|npm WARN|warning\b|WARN(?:ING)?\b|deprecat|DEPRECAT|retry|Retrying|--fail|--?errors?\b|error[_-](?:page|handler|code|log)|on[_-]?error|allow[_-]failure|ignor(?:ed|ing)|skipp(?:ed|ing)|XFAIL|xfail|fail-fast|failOnError|continue-on-error|passed|PASSED|\bok\b)|\.(?:rb|js|py|java|go|ts|h|c|cpp|o|class|html|md|gem)(?:\s|$)(?!.*:\d)|^\s*(?:PASS|✓|✔|ok )|^(?:Get|Hit|Ign|Fetched|Setting up|Unpacking|Selecting|Preparing|Downloading|Downloaded|Installing|Using|Fetching|Collecting|Requirement|Compiling|creating|copying|adding|remote:)\b/;

/** End of a step that failed: the reason stands before it. */
const failedStep =
  /^The command .{1,2000} (?:exited with|failed and exited with) [1-9]\d*|^##\[error\]Process completed with exit code [1-9]|^(?:make|gmake)(?:\[\d+\])?: \*\*\* |^npm ERR! (?:code ELIFECYCLE|Test failed)|exited with (?:code )?[1-9]\d*\.?\s*$|^(?:BUILD FAILED|\[INFO\] BUILD FAILURE)|^Error: Process completed with exit code [1-9]|^rake aborted!|^Your build has been stopped|^Cleaning up project directory|^ERROR: Job failed/;

/** Weight of a line as the reason of a failure, 0 for most. */
export function failureWeight(line: string): number {
  const text = line.length > 600 ? line.slice(0, 600) : line;
  const sign = failures.find(({ pattern }) => pattern.test(text));
  if (!sign) return 0;
  return harmless.test(text) ? sign.weight * 0.25 : sign.weight;
}

/** Whether a line ends a step that failed. */
export function endsFailedStep(line: string): boolean {
  return failedStep.test(line.length > 2100 ? line.slice(0, 2100) : line);
}

/** Time stamps and colours that a runner puts before each line. */
export function withoutRunnerPrefix(line: string): string {
  return line
    .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z /, '')
    .replace(/^(?:\[[\d:. ]+\]|\d\d:\d\d:\d\d(?:[.,]\d+)?) /, '');
}
