import { has, isRecord } from '../shapes.ts';

/** Schemas of action groups that do not use the common one, by their `schemaId`. */
const readers: Readonly<Record<string, (data: Record<string, unknown>) => object>> = {
  azureMonitorCommonAlertSchema: (data) => data,
  AzureMonitorMetricAlert: metric,
  'Microsoft.Insights/LogAlert': logSearch,
  'AIP Budget Notification': budget,
  'Microsoft.Insights/activityLogs': activityLog,
};

/** Whether a payload has a schema that action groups send. */
export function isKnown(payload: unknown): boolean {
  if (isClassic(payload)) return true;
  return has(payload, 'schemaId', 'data') && Object.hasOwn(readers, String(payload.schemaId));
}

/** Classic metric alerts name no schema. */
function isClassic(payload: unknown): boolean {
  return has(payload, 'status', 'context') && has(payload.context, 'conditionType', 'condition', 'resourceId');
}

/**
 * An older payload in the form of the common alert schema; that one as it is.
 *
 * Sources: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-metric-near-real-time#payload-schema,
 * https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-webhooks,
 * https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-log-webhook,
 * https://learn.microsoft.com/azure/azure-monitor/alerts/activity-log-alerts-webhook, and
 * https://learn.microsoft.com/azure/cost-management-billing/manage/cost-management-budget-scenario
 */
export function asCommon(payload: Record<string, unknown>): unknown {
  if (isClassic(payload)) return { data: metric(payload) };
  const reader = readers[String(payload.schemaId)];
  return { data: reader && isRecord(payload.data) ? reader(payload.data) : payload.data };
}

function metric({ status, context, properties }: Record<string, unknown>): object {
  const own = isRecord(context) ? context : {};
  const condition = has(own.condition, 'metricName') ? { allOf: [own.condition] } : own.condition;
  return {
    essentials: {
      alertId: own.id,
      alertRule: own.name,
      severity: own.severity === undefined ? undefined : `Sev${own.severity}`,
      monitorCondition: status === 'Deactivated' || status === 'Resolved' ? 'Resolved' : 'Fired',
      alertTargetIDs: [own.resourceId],
      configurationItems: own.resourceName ? [own.resourceName] : [],
      firedDateTime: own.timestamp,
      resolvedDateTime: own.timestamp,
      description: own.description,
      investigationLink: own.portalLink,
    },
    alertContext: { condition, properties },
  };
}

function logSearch(data: Record<string, unknown>): object {
  const { AffectedConfigurationItems: items, SearchIntervalEndtimeUtc: end } = data;
  const owner = data.ApplicationId ?? data.WorkspaceId ?? data.SubscriptionId;
  return {
    essentials: {
      alertId: `/subscriptions/${data.SubscriptionId}/${owner}/${data.AlertRuleName}`,
      alertRule: data.AlertRuleName,
      severity: data.Severity === undefined ? undefined : `Sev${data.Severity}`,
      monitoringService: 'Log Alerts',
      alertTargetIDs: typeof data.ResourceId === 'string' ? [data.ResourceId] : [],
      configurationItems: items,
      firedDateTime: end ?? data.SearchIntervalEndTimeUtc,
      description: data.Description,
    },
    alertContext: { ...data, Threshold: data.AlertThresholdValue },
  };
}

function budget(data: Record<string, unknown>): object {
  const { SubscriptionId, BudgetName, SpendingAmount, ...rest } = data;
  return {
    essentials: {
      alertId: `/subscriptions/${SubscriptionId}/budgets/${BudgetName}`,
      monitoringService: 'CostAlerts',
      alertTargetIDs: [],
    },
    alertContext: {
      AlertData: { ...rest, BudgetName, SpentAmount: SpendingAmount, Scope: `/subscriptions/${SubscriptionId}` },
    },
  };
}

function activityLog({ status, context }: Record<string, unknown>): object {
  const event = isRecord(context) && isRecord(context.activityLog) ? context.activityLog : {};
  const target = event.resourceId ?? event.subscriptionId;
  return {
    essentials: {
      alertId: event.eventDataId ?? event.correlationId,
      alertRule: event.operationName,
      severity: severityOfLevel(event.level),
      monitorCondition: status === 'Deactivated' ? 'Resolved' : 'Fired',
      monitoringService: event.eventSource,
      alertTargetIDs: target === undefined ? [] : [target],
      firedDateTime: event.eventTimestamp,
      resolvedDateTime: event.eventTimestamp,
      description: event.description,
    },
    alertContext: event,
  };
}

function severityOfLevel(level: unknown): string {
  return { Critical: 'Sev1', Error: 'Sev2', Warning: 'Sev3' }[String(level)] ?? 'Sev4';
}
