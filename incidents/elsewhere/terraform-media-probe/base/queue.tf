resource "aws_sqs_queue" "jobs" {
  name                       = "media-jobs-${var.env}"
  visibility_timeout_seconds = 360
  message_retention_seconds  = 345600
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.probe.arn
  batch_size       = 1
}
