import { SreError } from '../../errors/sre-error.ts';
import { firstLabel, flatLabels, linksOf, metricOf, parsePayload, serviceIn, severityOf } from '../fields.ts';
import { alertOf, type Reading } from '../reading.ts';
import { has, isRecord, unwrapped } from '../shapes.ts';
import type { AlertSource } from '../types.ts';
import { AlarmMessage, StateChange } from './schema.ts';

/** Dimensions that name the service, most direct first. */
const serviceDimensions = [
  'service',
  'app',
  'ServiceName',
  'Service',
  'FunctionName',
  'ApiName',
  'QueueName',
  'TopicName',
  'DBInstanceIdentifier',
  'DBClusterIdentifier',
  'CacheClusterId',
  'TableName',
  'StateMachineArn',
  'LoadBalancer',
];
/** Dimensions of what a service runs on. */
const hostDimensions = ['ClusterName', 'AutoScalingGroupName', 'InstanceId'];

/** Amazon CloudWatch alarms: the event of EventBridge, the direct call of a Lambda function, or the message of SNS with or without its envelope. */
export const amazonCloudwatch: AlertSource = {
  id: 'amazon-cloudwatch',

  recognises: (payload) =>
    isStateChange(payload) || isDirectCall(payload) || messageIn(payload) !== undefined || isHandshake(payload),

  normalise(payload, receivedAt) {
    if (isHandshake(payload)) {
      throw new SreError(
        'ALERT_INVALID',
        'The message of SNS is no alarm: its `SubscribeURL` asks whether the subscription is wanted.',
        'If the topic is yours, confirm the subscription once; alarms are sent after that.',
      );
    }
    const message = messageIn(payload);
    return alertOf('amazon-cloudwatch', message ? readMessage(message) : readStateChange(payload), receivedAt);
  },
};

function isStateChange(payload: unknown): boolean {
  return has(payload, 'source', 'detail') && payload.source === 'aws.cloudwatch' && has(payload.detail, 'alarmName');
}

function isDirectCall(payload: unknown): payload is Record<string, unknown> {
  return has(payload, 'alarmArn', 'alarmData');
}

/** What SNS sends to a new endpoint, and after one was given up. */
function isHandshake(payload: unknown): boolean {
  return has(payload, 'Type', 'TopicArn', 'SubscribeURL');
}

/** The alarm's message where SNS delivers it raw, in its envelope, or in the event of a Lambda function. */
function messageIn(payload: unknown): Record<string, unknown> | undefined {
  if (!isRecord(payload)) return undefined;
  const [first] = Array.isArray(payload.Records) ? payload.Records : [];
  const envelope = has(first, 'Sns') ? first.Sns : payload;
  const message = has(envelope, 'Message') ? unwrapped(envelope.Message) : envelope;
  if (!has(message, 'AlarmName') || !(has(message, 'NewStateValue') || has(message, 'Trigger'))) return undefined;
  return has(envelope, 'MessageAttributes') ? { ...message, MessageAttributes: envelope.MessageAttributes } : message;
}

function readMessage(payload: unknown): Reading {
  const alarm = parsePayload('Amazon CloudWatch', AlarmMessage, payload);
  const { Trigger: trigger } = alarm;
  const metrics = trigger ? [trigger, ...trigger.Metrics.flatMap(({ MetricStat: stat }) => stat?.Metric ?? [])] : [];
  const dimensions = metrics
    .flatMap(({ Dimensions: all }) => all)
    .toReversed()
    .map(({ name, value, Name, Value }) => [name ?? Name ?? '', value ?? Value ?? '']);
  const attributes = Object.entries(alarm.MessageAttributes).map(([name, value]) => [
    name,
    has(value, 'Value') ? value.Value : value,
  ]);
  const resolved = alarm.NewStateValue === 'OK';
  const prose = [alarm.AlarmDescription, alarm.AlarmRule, alarm.NewStateReason].filter(Boolean).join('\n');
  return {
    ...commonOf(alarm.AlarmName, alarm.AlarmArn, prose, {
      ...Object.fromEntries(dimensions),
      ...flatLabels(Object.fromEntries(attributes)),
    }),
    resolved,
    firedAt: resolved ? undefined : alarm.StateChangeTime,
    resolvedAt: alarm.StateChangeTime,
    metrics: metricOf(
      metrics.find(({ MetricName: name }) => name)?.MetricName ?? '',
      observedIn(alarm.NewStateReason),
      trigger?.Unit,
      trigger?.Threshold,
    ),
  };
}

function readStateChange(payload: unknown): Reading {
  const event = isDirectCall(payload)
    ? { ...payload, resources: [payload.alarmArn], detail: payload.alarmData }
    : payload;
  const { detail, resources, time } = parsePayload('Amazon CloudWatch', StateChange, event);
  const { alarmName, state, previousState, configuration } = detail;
  const metric = configuration?.metrics.map(({ metricStat }) => metricStat).find((stat) => stat?.metric.name);
  const resolved = state.value === 'OK';
  const changedAt = state.timestamp ?? time;
  const data = unwrapped(state.reasonData);
  const prose = [configuration?.description, configuration?.alarmRule, state.reason].filter(Boolean).join('\n');
  const labels = { ...flatLabels(metric?.metric.dimensions), ...flatLabels(detail.alarmTags) };
  return {
    ...commonOf(alarmName, resources[0], prose, labels),
    resolved,
    firedAt: resolved ? previousState?.timestamp : changedAt,
    resolvedAt: changedAt,
    metrics: metricOf(
      metric?.metric.name ?? '',
      (has(data, 'recentDatapoints') && Array.isArray(data.recentDatapoints)
        ? data.recentDatapoints.at(-1)
        : undefined) ?? observedIn(state.reason),
      metric?.unit,
      has(data, 'threshold') ? data.threshold : undefined,
    ),
  };
}

/** Alarms have no severity: people write it into a tag, the name or the description. */
function commonOf(name: string, arn: string | undefined, prose: string, labels: Readonly<Record<string, string>>) {
  const region = /^arn:[\w-]+:cloudwatch:([\w-]+):/.exec(arn ?? '')?.[1];
  const console_ =
    region &&
    `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
  return {
    id: arn ?? name,
    rule: name,
    title: name,
    description: prose,
    severity: severityOf(firstLabel(labels, ['severity', 'Severity', 'priority', 'Priority'])),
    service: bareName(firstLabel(labels, serviceDimensions) ?? serviceIn(labels) ?? firstLabel(labels, hostDimensions)),
    resource: Object.values(labels)[0],
    labels: { ...labels, ...(arn ? { 'aws.alarm-arn': arn } : {}) },
    links: linksOf({ title: 'CloudWatch alarm', url: console_ }),
  };
}

/** The name in `app/checkout/50dc6c495c0c9188` of a load balancer, or at the end of an ARN. */
function bareName(dimension: string | undefined): string | undefined {
  return dimension?.replace(/^(?:app|net|gwy)\/([^/]+)\/[0-9a-f]+$/, '$1').replace(/^arn:.*:/, '');
}

/** "Threshold Crossed: 1 datapoint [99.5 (02/10/19 17:04:00)] was greater than …" */
function observedIn(reason: string | undefined): string | undefined {
  return /datapoints?[^[]{0,200}\[(-?\d+(?:\.\d+)?(?:E-?\d+)?)/.exec(reason ?? '')?.[1];
}
