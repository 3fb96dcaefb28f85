import type { StackFrame } from '../../incident/index.ts';

const libraryPath =
  /[/\\](?:node_modules|site-packages|dist-packages|gems|vendor|pkg[/\\]mod|registry[/\\]src|rustc|dotnet|ruby|\.venv)[/\\]|[/\\]usr[/\\](?:local[/\\])?(?:lib|go|share)[/\\]|node:internal|<frozen |\.(?:jar|egg)\b|\.dll\b|jar![/\\]/;
const librarySymbol =
  /^(?:[\w.]{1,40}\/{1,2})?(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|akka|groovy|org\.(?:springframework|hibernate|apache|eclipse|postgresql|junit|jboss|slf4j)|io\.(?:netty|micrometer|grpc|vertx|undertow)|reactor|com\.(?:zaxxer|fasterxml|mysql|google|microsoft)|ch\.qos|System|Microsoft|MS|Npgsql|Newtonsoft|runtime|net\/http|database\/sql|testing|core::|std::|tokio::|alloc::)[.:/]/;

/** Whether a frame stands in somebody else's code, by its path and package. */
export function isLibraryFrame({ file, symbol }: Pick<StackFrame, 'file' | 'symbol'>): boolean {
  return libraryPath.test(file ?? '') || (!/[/\\]/.test(file ?? '') && librarySymbol.test(symbol));
}

const frame =
  /^\s*(?:at |File "|from .{1,200}:\d|\d{1,4}: 0x|#\d{1,3} )|[\w>\])]:\d{1,6}:in [`'"]|^\t[/\w].{1,300}:\d{1,6}(?: \+0x|$)/;
const atSymbol = /^\s*at (?:async |new )?(?<symbol>[\w.$/:<>]{1,200})/;

/** Go writes a step in two lines: what was called, and below it where. */
const goSymbol = /^(?:created by )?[\w./*()[\]{}·-]{2,300}\(|^created by /;
const goPlace = /^\t\/.{1,300}:\d{1,6}(?: \+0x|$)/;

const pythonPlace = /^\s*File "/;

/** What a line of an event is: the words of the error, a step of our own code, or a step of a library. */
export type LineKind = 'message' | 'own-frame' | 'library';

/** Tells the kinds of lines apart; a source line that Python prints below a frame goes with the frame. */
export function kindsOfLines(lines: readonly string[]): LineKind[] {
  let last: LineKind = 'message';
  return lines.map((line, index) => {
    if (index > 0 && /^\s*File "/.test(lines[index - 1]!) && /^ {4,}\S/.test(line)) return last;
    const below = lines[index + 1]?.slice(0, 600) ?? '';
    last = kindOfLine(goPlace.test(below) && goSymbol.test(line.slice(0, 600)) ? below : line.slice(0, 600));
    return last;
  });
}

function kindOfLine(line: string): LineKind {
  if (!frame.test(line)) return 'message';
  const symbol = atSymbol.exec(line)?.groups?.symbol ?? '';
  return libraryPath.test(line) || librarySymbol.test(symbol) ? 'library' : 'own-frame';
}

/**
 * The lines of the innermost step of our own code in each trace of an event: the steps around it (handlers, routers,
 * middlewares) stand in every trace. Python writes the innermost last.
 */
export function innermostSteps(lines: readonly string[], kinds: readonly LineKind[]): Set<number> {
  const inner = new Set<number>();
  const last = lines.length - 1;
  const isPython = lines.some((line) => pythonPlace.test(line));
  let taken = false;
  for (let step = 0; step <= last; step++) {
    const at = isPython ? last - step : step;
    if (kinds[at] === 'message') taken = false;
    if (kinds[at] !== 'own-frame' || taken) continue;
    taken = true;
    inner.add(at);
    const other = isPython ? at - 1 : at + 1;
    const isPair = isPython ? !pythonPlace.test(lines[at]!) : goPlace.test(lines[other] ?? '');
    if (isPair && kinds[other] === 'own-frame') inner.add(other);
  }
  return inner;
}

/** The lines of a text that say what went wrong, stack frames left out. At most `limit` characters of it are read. */
export function messageLines(text: string, limit = 8_000): string[] {
  const lines = text.slice(0, limit).split('\n');
  const kinds = kindsOfLines(lines);
  return lines.filter((line, index) => kinds[index] === 'message' && line.trim() !== '');
}
