import type { Sign } from '../types.ts';

/**
 * Wording of consumers that fall behind their producers.
 *
 * Kafka consumer groups, RabbitMQ, SQS, Service Bus, Pub/Sub, Sidekiq, Celery, and bounded executors.
 */
export const signs: readonly Sign[] = [
  {
    in: ['log', 'alert'],
    pattern:
      /consumer(?:[ _-]?group)?[^\n]{0,60}\blag\b|\blag\b[ =:]{1,3}(?<lag>\d{3,12})|max\.poll\.interval\.ms|CommitFailedException|consumer poll timeout has expired|Offset commit failed|RebalanceInProgress|is rebalancing|sending LeaveGroup|UNKNOWN_MEMBER_ID|ILLEGAL_GENERATION/i,
    weight: 4.2,
    means: 'a consumer falls behind',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?:queue|backlog|topic|stream)[^\n]{0,40}(?:depth|length|size|backlog|messages|age)[ =:]{1,3}(?<lag>\d{3,12})|backlog (?:of|is|at|grow)|messages? (?:are )?(?:behind|piling|unacked|unprocessed)|ApproximateAgeOfOldestMessage|oldest (?:unacked )?message|max(?:imum)? ?delivery ?count|dead[- ]letter|\bDLQ\b|poison message|delivery acknowledgement on channel \d+ timed out/i,
    weight: 3.6,
    means: 'messages pile up',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /RejectedExecutionException|TaskRejectedException|Queue(?: is)? ?[Ff]ull|Local: Queue full|queue capacity|BufferExhausted|job queue (?:latency|is full)|workers? (?:are )?(?:all )?busy|jobs? enqueued[^\n]{0,30}(?:late|waiting)/,
    weight: 3.4,
    means: 'a queue is full',
  },
  {
    in: ['log', 'alert'],
    pattern:
      /(?:topic|queue|subscription)[=: "']{1,3}(?<queue>[\w.-]{2,120})|group[=: "']{1,3}(?<group>[\w.-]{2,120})|groupId=(?<group2>[\w.-]{2,120})/i,
    weight: 0.3,
    means: 'a queue or consumer group is named',
  },
  {
    in: ['metric', 'alert'],
    pattern:
      /lag\b|consumer_?lag|queue_?(?:depth|length|size|messages|backlog|latency)|oldest_?message|messages_?(?:ready|unacked|behind|visible)|backlog/i,
    weight: 3.5,
    means: 'a backlog is what is measured',
  },
];
