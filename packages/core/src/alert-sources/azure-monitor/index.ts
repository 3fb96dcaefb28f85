import type { Metric } from '../../incident/index.ts';
import { firstLabel, flatLabels, linksOf, metricOf, parsePayload, serviceIn } from '../fields.ts';
import { alertOf, type Reading } from '../reading.ts';
import type { AlertSource } from '../types.ts';
import { asCommon, isKnown } from './legacy.ts';
import { type AlertContext, CommonAlert, type Condition } from './schema.ts';

/** Azure grades Sev0 (critical) to Sev4 (verbose). */
const severityOf = { Sev0: 'P0', Sev1: 'P1', Sev2: 'P2', Sev3: 'P3', Sev4: 'P3' } as const;

/** Dimensions and properties that name the service better than the Azure resource does. */
const serviceLabels = [
  'service',
  'app',
  'cloud/roleName',
  'cloud_RoleName',
  'AppRoleName',
  'containerAppName',
  'microservice',
];

/** Azure Monitor's action groups: metric, log search, activity log, service health, resource health, Prometheus and budget alerts. */
export const azureMonitor: AlertSource = {
  id: 'azure-monitor',

  recognises: isKnown,

  normalise(payload, receivedAt) {
    const { data } = parsePayload('Azure Monitor', CommonAlert, asCommon(payload as Record<string, unknown>));
    const { essentials, customProperties } = data;
    const context = data.alertContext ?? undefined;
    const target = essentials.alertTargetIDs[0] ?? context?.authorization?.scope ?? '';
    const labels = labelsOf(context, customProperties, essentials.monitoringService, target);
    const resource = essentials.configurationItems[0] || target.split('/').at(-1) || undefined;
    const budget = context?.AlertData.BudgetName ? budgetOf(context.AlertData) : undefined;
    const health = healthOf(context);
    const rule = essentials.alertRule ?? budget?.rule ?? essentials.alertId;
    return alertOf(
      'azure-monitor',
      {
        id: essentials.alertId,
        rule,
        title: health.title ? `${rule}: ${health.title}` : rule,
        description: [essentials.description, ...proseOf(context)].filter(Boolean).join('\n'),
        severity: essentials.severity ? severityOf[essentials.severity] : budget ? 'P3' : undefined,
        resolved: essentials.monitorCondition === 'Resolved' || health.over,
        service: firstLabel(labels, serviceLabels) ?? serviceIn(labels) ?? resource,
        environment: firstLabel(labels, ['environment', 'Environment', 'env', 'stage']),
        resource,
        firedAt: health.since ?? essentials.firedDateTime,
        resolvedAt: essentials.resolvedDateTime ?? health.until,
        labels,
        ...measured(context, essentials.investigationLink),
        ...budget,
      },
      receivedAt,
    );
  },
};

function labelsOf(
  context: AlertContext | undefined,
  custom: Readonly<Record<string, unknown>>,
  monitoringService: string | undefined,
  target: string,
): Record<string, string> {
  const dimensions = [
    ...(context?.condition?.allOf ?? []).flatMap((one) => one.dimensions),
    ...(context?.Dimensions ?? []),
  ];
  const query = context?.condition?.allOf[0]?.searchQuery ?? context?.SearchQuery ?? context?.expression;
  const optional = {
    'azure.resource-id': target,
    'azure.monitoring-service': monitoringService,
    'azure.search-query': query,
    'azure.operation': context?.operationName,
    'azure.status': context?.status,
  };
  return {
    ...Object.fromEntries(dimensions.map(({ name, value }) => [name, value ?? ''])),
    ...flatLabels(context?.labels),
    ...flatLabels(context?.properties),
    ...flatLabels(custom),
    ...Object.fromEntries(Object.entries(optional).filter((pair): pair is [string, string] => Boolean(pair[1]))),
  };
}

/** Texts of the context that a person reads. */
function proseOf(context: AlertContext | undefined): string[] {
  const { communication, details, description } = flatLabels(context?.properties);
  const { summary, description: annotation } = flatLabels(context?.annotations);
  const detected = context?.DetectedValue && `Detected ${context.DetectedValue}, usually ${context.NormalValue}.`;
  const texts = [context?.DetectionSummary, detected, summary, annotation, communication, details, description];
  return texts.filter((text): text is string => Boolean(text));
}

/** Service and resource health say themselves when a trouble is over: their alerts fire once more for it. */
function healthOf(
  context: AlertContext | undefined,
): Pick<Reading, 'title'> & { over: boolean; since?: string; until?: string } {
  const isHealth = /(?:Service|Resource)Health/i.test(context?.operationName ?? '');
  const { title = '', stage, impactStartTime, impactMitigationTime } = isHealth ? flatLabels(context?.properties) : {};
  const over = isHealth && [context?.status, stage].some((word) => word === 'Resolved' || word === 'Completed');
  return {
    title,
    over,
    ...(impactStartTime ? { since: impactStartTime } : {}),
    ...(over ? { until: impactMitigationTime ?? context?.eventTimestamp ?? '' } : {}),
  };
}

function measured(
  context: AlertContext | undefined,
  investigationLink: string | undefined,
): Pick<Reading, 'metrics' | 'links'> {
  const conditions = context?.condition?.allOf ?? [];
  return {
    metrics: [
      ...conditions.flatMap(metricsOf),
      ...metricOf('search results', context?.ResultCount, '1', context?.Threshold),
      ...metricOf(context?.expression ?? 'expression', context?.expressionValue),
    ],
    links: linksOf(
      { title: 'Azure alert', url: investigationLink },
      {
        title: 'Search results',
        url: conditions[0]?.linkToFilteredSearchResultsUI ?? conditions[0]?.linkToSearchResultsUI,
      },
      { title: 'Search results', url: context?.LinkToFilteredSearchResultsUI ?? context?.LinkToSearchResults },
    ),
  };
}

/** A budget is of a subscription or a resource group, and pages nobody. */
function budgetOf(data: Readonly<Record<string, unknown>>) {
  const {
    BudgetName = '',
    ResourceGroup,
    Scope = '',
    Unit,
    SpentAmount,
    ForecastedTotalForPeriod,
    Budget,
    ...rest
  } = flatLabels(data);
  const limit = rest.NotificationThresholdAmount ?? rest.BudgetThreshold ?? Budget;
  const unit = Unit ? `{${Unit}}` : undefined;
  return {
    rule: BudgetName,
    title: `Budget ${BudgetName}: ${SpentAmount ?? 'an unknown amount'} spent, ${limit ?? 'an unknown amount'} is the limit`,
    service: ResourceGroup || /\/resourceGroups\/([^/]+)/i.exec(Scope)?.[1] || BudgetName,
    resource: BudgetName,
    metrics: [
      ...metricOf('spent', amountOf(SpentAmount), unit, amountOf(limit)),
      ...metricOf('forecast', amountOf(ForecastedTotalForPeriod), unit, amountOf(rest.BudgetThreshold)),
    ],
  };
}

/** `$11,111.00` is 11111. */
function amountOf(text: string | undefined): string | undefined {
  return text?.replaceAll(/[^\d.-]/g, '');
}

function metricsOf(condition: Condition): Metric[] {
  const name = condition.metricName ?? condition.metricMeasureColumn ?? (condition.searchQuery ? 'search results' : '');
  return metricOf(name, condition.metricValue, unitOf(name), condition.threshold);
}

/** Azure names its metrics after their unit where they have one; it sends no unit of its own. */
function unitOf(name: string): string {
  if (/percent|_pct\b|rate \(%\)/i.test(name)) return '%';
  if (/milliseconds|_ms\b|\bms\b/i.test(name)) return 'ms';
  if (/bytes/i.test(name)) return 'By';
  if (/seconds|duration|response ?time/i.test(name)) return 's';
  return '1';
}
