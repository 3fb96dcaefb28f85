resource "aws_lambda_function" "presign" {
  function_name = "media-presign-${var.env}"
  role          = aws_iam_role.ingest.arn
  s3_bucket     = var.artifact_bucket
  s3_key        = "presign.zip"
  handler       = "presign.handler"
  runtime       = "python3.12"
  timeout       = 5
  memory_size   = 128
}

resource "aws_lambda_function" "notify" {
  function_name = "media-notify-${var.env}"
  role          = aws_iam_role.ingest.arn
  s3_bucket     = var.artifact_bucket
  s3_key        = "notify.zip"
  handler       = "notify.handler"
  runtime       = "python3.12"
  timeout       = 10
  memory_size   = 128
}

resource "aws_lambda_function" "probe" {
  function_name = "media-probe-${var.env}"
  role          = aws_iam_role.ingest.arn
  s3_bucket     = var.artifact_bucket
  s3_key        = "probe.zip"
  handler       = "probe.handler"
  runtime       = "python3.12"
  timeout       = 60
  memory_size   = 1024
}
