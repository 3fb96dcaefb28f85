import type { EvidenceId } from '../incident/index.ts';
import type { Symptom } from './types.ts';

/** A thing that the error itself names as missing, unknown or refused. */
export interface NamedThing {
  readonly name: string;
  /** As a person says it: "column", "attribute", "environment variable". */
  readonly kind: string;
  /** It does not exist, rather than being ambiguous, empty or of a wrong kind. */
  readonly missing: boolean;
  readonly evidence: readonly EvidenceId[];
}

const quote = '["\'`‘’“”\\[]?';
const name = `${quote}(?<name>[A-Za-z_$][\\w$.:/@-]{1,120})`;

function complaint(kind: string, ...sources: readonly string[]): { kind: string; pattern: RegExp }[] {
  return sources.map((source) => ({ kind, pattern: new RegExp(source.replace('NAME', name), 'gi') }));
}

/** How runtimes, databases and platforms say that a name is missing or refused. One name each. */
const complaints = [
  ...complaint(
    'column',
    '\\bcolumn(?: reference)? NAME["\'`]? (?:of relation \\S{1,80} )?(?:does not exist|is ambiguous|cannot be null|violates|not found)',
    '\\b(?:unknown|invalid|no such|ambiguous|undefined) column(?: name)?:? NAME',
    '\\bcolumn NAME["\'`]? in [\\w ]{1,30} (?:clause|list)',
    '\\bnull value in column NAME',
    '\\bORA-009(?:04|18): (?:"\\w{1,60}"\\.)?NAME',
    "\\bfield NAME['`]? doesn't have a default value",
  ),
  ...complaint(
    'table',
    "\\b(?:relation|table|view) NAME[\"'`]? (?:does not exist|doesn't exist|not found)",
    '\\b(?:no such table|invalid object name|unknown table):? NAME',
  ),
  ...complaint(
    'attribute',
    '\\bhas no (?:attribute|member|field|property) NAME',
    '\\breading NAME["\'`]?\\)',
    '\\bproperty NAME["\'`]? of (?:undefined|null)',
    '\\bundefined (?:method|local variable or method|property|attribute)[: ]+NAME',
    '\\bCall to undefined (?:method|function) NAME',
    '\\bUndefined (?:array key|index|property|variable):? \\$?NAME',
    '\\b(?:no field|no method named|no method|unknown field|unrecognized field|unknown property) NAME',
    '\\bKeyError: NAME',
    '\\bkey not found: :?NAME',
  ),
  ...complaint(
    'name',
    '\\bname NAME["\'`]? is not defined',
    '\\bReferenceError: NAME is not defined',
    '\\bTypeError: NAME is not (?:a function|a constructor|iterable)',
    '\\bcannot import name NAME',
    '\\buninitialized constant NAME',
    '\\bundefined: NAME',
    '\\bcannot find (?:symbol|type|function|value|name) NAME',
    '\\b(?:NoSuchMethodError|NoSuchFieldError|MissingMethodException|MissingMethod|NoClassDefFoundError|ClassNotFoundException|TypeLoadException):? NAME',
    '\\bNo (?:qualifying )?bean (?:named|of type) NAME',
    '\\b(?:unknown|undefined|unexpected) (?:keyword )?argument:? NAME',
    '\\bReference to undeclared (?:resource|input variable|module|local value)[^"\\w]{0,10}NAME',
  ),
  ...complaint(
    'module',
    '\\b(?:No module named|Cannot find (?:module|package)|cannot load such file --|Could not resolve|no required module provides package) NAME',
    '\\bcannot find type or namespace name NAME',
  ),
  ...complaint(
    'resource',
    '\\bNAME: (?:Destruction complete|Destroying|destroyed)\\b',
    "\\b(?:configmap|secret|service|serviceaccount|ingress|resource|queue|topic|bucket|index|role|rule) NAME[\"'`]? (?:not found|does not exist|was deleted|has been deleted|doesn't exist)",
    '\\b(?:configmaps?|secrets?|services?|serviceaccounts?|persistentvolumeclaims?|roles?) "NAME["\'`]? not found',
  ),
  ...complaint(
    'setting',
    '\\b(?:environment variable|env var|config(?:uration)? (?:key|value|property)|setting|property|parameter|secret|configmap|flag|option|placeholder) NAME["\'`]? (?:is |was |could |does |must )?(?:not|required|missing|unset|empty|invalid|unknown|be set)',
    '\\b(?:missing|unknown|unrecognized|unsupported|undefined|required|invalid)(?: required| configuration| config)? (?:environment variable|env var|configuration key|config key|setting|property|parameter|flag|option|argument|key|value for):? [-]{0,2}NAME',
    '\\bCould not resolve placeholder NAME',
    '\\boption named ["\'`]?-{0,2}NAME',
    '\\bset the \\$?NAME environment variable',
  ),
];

/** Complaints about a thing that is there. */
const present = /ambiguous|null|violates|default value|invalid value|empty|^reading|of undefined/i;

/** The names that the symptom's errors complain of, each once, first met first. */
export function namedThings(symptom: Symptom): NamedThing[] {
  const found = new Map<string, { name: string; kind: string; missing: boolean; evidence: EvidenceId[] }>();
  for (const part of symptom.parts) {
    const text = part.text.slice(0, 8_000);
    for (const { kind, pattern } of complaints) {
      for (const match of text.matchAll(pattern)) add(lastPart(match.groups!.name!, kind), kind, match[0], part.id);
    }
  }
  return [...found.values()];

  function add(plain: string, kind: string, said: string, id: EvidenceId | undefined): void {
    const missing = !present.test(said);
    if (plain.length < 3) return;
    const known = found.get(plain);
    if (known === undefined) found.set(plain, { name: plain, kind, missing, evidence: id === undefined ? [] : [id] });
    else if (id !== undefined && !known.evidence.includes(id)) known.evidence.push(id);
  }
}

/** `shop.orders.total` → `total`: a diff rarely writes the qualified name. Modules and settings keep their whole name. */
function lastPart(qualified: string, kind: string): string {
  const trimmed = qualified.replace(/[.:/@$-]+$/, '');
  if (kind === 'module' || kind === 'setting') return trimmed;
  return trimmed.split(/[.:/]+/).at(-1) ?? trimmed;
}
