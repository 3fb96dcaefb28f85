resource "aws_sqs_queue" "tours" {
  name                       = "tours"
  visibility_timeout_seconds = 120
}
