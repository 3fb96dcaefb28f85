import { z } from 'zod';
import { instant, list, record, text } from '../shapes.ts';

/** An alarm without data neither fires nor is over. */
const stateValue = z.enum(['ALARM', 'OK'], { error: 'says nothing of an alarm or its end' });

const State = z.object({
  value: stateValue,
  reason: text,
  reasonData: text,
  timestamp: instant,
});

/**
 * The event of an alarm that changed its state, as EventBridge brings it.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const StateChange = z.object({
  time: instant,
  region: text,
  account: text,
  resources: list(z.string()),
  detail: z.object({
    alarmName: z.string().min(1),
    alarmTags: record,
    state: State,
    previousState: z.object({ timestamp: instant }).nullish(),
    configuration: z
      .object({
        description: text,
        alarmRule: text,
        metrics: list(
          z.object({
            metricStat: z
              .object({ metric: z.object({ name: text, namespace: text, dimensions: record }), unit: text })
              .nullish(),
          }),
        ),
      })
      .nullish(),
  }),
});
export type StateChange = z.infer<typeof StateChange>;

const Measured = z.object({
  MetricName: text,
  Namespace: text,
  Unit: text,
  Dimensions: list(z.object({ name: text, value: text, Name: text, Value: text })),
});

/**
 * The message of an alarm's SNS action; it travels as text in the envelope's `Message`.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const AlarmMessage = z.object({
  AlarmName: z.string().min(1),
  AlarmDescription: text,
  AlarmArn: text,
  AWSAccountId: text,
  Region: text,
  NewStateValue: stateValue,
  NewStateReason: text,
  StateChangeTime: instant,
  /** Of the envelope. */
  MessageAttributes: record,
  /** Of a composite alarm. */
  AlarmRule: text,
  Trigger: Measured.extend({
    Threshold: z.union([z.string(), z.number()]).nullish(),
    /** Of an expression over several metrics. */
    Metrics: list(z.object({ MetricStat: z.object({ Metric: Measured }).nullish() })),
  }).nullish(),
});
