import { stringify } from 'yaml';
import type { AlertRule } from '../failure-modes/types.ts';
import { type Gap, type Incident, slug } from '../incident/index.ts';
import { promqlFault } from './promql.ts';
import { oneLine, shorten, visible } from './text.ts';

/** Rules as a Prometheus rule file, and why some were left out. */
export interface RuleFile {
  readonly content: string;
  readonly rules: readonly AlertRule[];
  readonly gaps: Gap[];
}

/** Prometheus durations: `5m`, `1h30m`. */
const duration = /^(?:\d+(?:ms|[smhdwy]))+$/;

/**
 * The rules as YAML that `promtool check rules` takes. A rule whose expression or duration Prometheus would refuse is
 * dropped and named as a gap; two rules of one name are told apart by a number.
 */
export function alertingRules(rules: readonly AlertRule[], incident: Incident): RuleFile {
  const gaps: Gap[] = [];
  const kept: AlertRule[] = [];
  for (const rule of rules) {
    const fault = faultOf(rule);
    if (fault) gaps.push(dropped(rule, fault));
    else kept.push({ ...rule, alert: freeName(nameOf(rule), kept) });
  }
  const team = incident.alert.labels.team ?? incident.alert.labels.owner;
  const groups = [
    {
      name: `incident-${slug(incident.id) || 'rules'}`,
      rules: kept.map((rule) => ({
        alert: rule.alert,
        expr: visible(rule.expr).trim(),
        for: rule.for,
        labels: {
          severity: rule.severity,
          service: label(incident.alert.service),
          ...(team ? { team: label(team) } : {}),
        },
        annotations: {
          summary: annotation(rule.summary, 200),
          description: annotation(rule.description, 1000),
          evidence: rule.evidence.join(', '),
        },
      })),
    },
  ];
  const yaml = stringify(
    { groups: kept.length > 0 ? groups : [] },
    { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' },
  );
  return { content: yaml, rules: kept, gaps };
}

/**
 * Text for an annotation, which Prometheus runs as a Go template: only the value and labels may be asked for, any
 * other `{{` is pulled apart.
 */
export function annotation(text: string, max: number): string {
  const line = shorten(text, max, oneLine);
  const parts = line.split(
    /(\{\{ ?\$(?:value|labels\.[a-zA-Z_]\w*)(?: \| humanize(?:1024|Duration|Percentage)?)? ?\}\})/,
  );
  const told = parts.map((part, index) => (index % 2 === 1 ? part : apart(part)));
  // A brace that touches a template from outside would become part of it.
  return told.reduce((text, part) => (/\{$/.test(text) || /^\}/.test(part) ? `${text} ${part}` : text + part));
}

/** Label values are templates too. None may ask for anything: a value that changes makes another alert each time. */
function label(text: string): string {
  return apart(shorten(text, 120, oneLine));
}

function apart(text: string): string {
  return text.replaceAll(/\{(?=\{)/g, '{ ').replaceAll(/\}(?=\})/g, '} ');
}

function faultOf(rule: AlertRule): string | undefined {
  if (!duration.test(rule.for)) return `"${rule.for}" is no Prometheus duration`;
  return promqlFault(visible(rule.expr));
}

function nameOf(rule: AlertRule): string {
  const name = rule.alert.replaceAll(/[^A-Za-z0-9_]/g, '');
  return /^[A-Za-z_]/.test(name) ? name : `Alert${name}`;
}

function freeName(name: string, taken: readonly AlertRule[]): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}${count}`;
    if (!taken.some((rule) => rule.alert === candidate)) return candidate;
  }
}

function dropped(rule: AlertRule, fault: string): Gap {
  return {
    what: `The alert rule ${rule.alert} was left out`,
    why: `Prometheus would refuse it: ${fault}.`,
    remedy: 'Write the rule by hand from the metrics that the service really exports.',
  };
}
