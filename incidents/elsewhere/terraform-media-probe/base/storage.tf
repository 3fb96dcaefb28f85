resource "aws_s3_bucket" "uploads" {
  bucket = "acme-media-uploads-${var.env}"
}
