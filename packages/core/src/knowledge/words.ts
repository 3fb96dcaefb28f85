/** English function words and the words that every incident report holds; they tell no two incidents apart. */
const common = new Set(
  (
    'a about after again all also am an and any are as at be because been before being between but by can could did do does ' +
    'doing down during each few for from further had has have having he her here how i if in into is it its itself just me ' +
    'more most my new no nor not now of off on once one only or other our out over own same she should since so some such ' +
    'than that the their them then there these they this those through to too two under until up us very was we were what ' +
    'when where which while who why will with within without would you your ' +
    'alert app application at caused cause com debug error errors exception fail failed failing failure fails fatal get ' +
    'http https info incident io issue java javax lang level line local log logger main message net null org problem ' +
    'prod production request requests response server service services src srv status test time true false type utc value warn warning'
  ).split(' '),
);

/**
 * The words of a text that can tell incidents apart: identifiers whole and split (`priceOld` → `priceold`, `price`,
 * `old`), lower case, plural `s` taken off, without common words and bare numbers.
 *
 * @param seen what earlier texts' tokens came to; texts of one kind repeat their tokens, so this saves most of the work.
 */
export function words(text: string, seen: Map<string, readonly string[]> = new Map()): string[] {
  const out: string[] = [];
  for (const token of text.match(/[\p{L}\p{N}]+(?:[_$][\p{L}\p{N}]+)*/gu) ?? []) {
    let found = seen.get(token);
    if (!found) {
      found = ofToken(token);
      seen.set(token, found);
    }
    for (const word of found) out.push(word);
  }
  return out;
}

function ofToken(token: string): string[] {
  const parts =
    token.length > 64 ? [token] : token.split(/[_$]|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
  return (parts.length > 1 ? [token, ...parts] : parts).map((part) => singular(part.toLowerCase())).filter(keeps);
}

function keeps(word: string): boolean {
  return (
    word.length > 1 && word.length <= 64 && !common.has(word) && !/^\d+$/.test(word) && !/^[\da-f]{8,}$/.test(word)
  );
}

function singular(word: string): string {
  return word.length > 4 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}
