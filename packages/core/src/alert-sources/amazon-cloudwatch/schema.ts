import { z } from 'zod';
import { instant, list, record, text } from '../shapes.ts';

const State = z.object({
  value: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
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
    previousState: State.partial().nullish(),
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
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: text,
  StateChangeTime: instant,
  /** Of the envelope. */
  MessageAttributes: record,
  Trigger: z
    .object({
      MetricName: text,
      Namespace: text,
      Unit: text,
      Threshold: z.union([z.string(), z.number()]).nullish(),
      Dimensions: list(z.object({ name: text, value: text, Name: text, Value: text })),
    })
    .nullish(),
});
