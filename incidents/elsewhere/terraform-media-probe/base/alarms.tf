resource "aws_cloudwatch_metric_alarm" "queue_age" {
  alarm_name          = "media-jobs-age-${var.env}"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 2
  threshold           = 1800
  comparison_operator = "GreaterThanThreshold"
  dimensions          = { QueueName = aws_sqs_queue.jobs.name }
}
