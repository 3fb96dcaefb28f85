terraform {
  required_version = "~> 1.9"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.60" }
  }
  backend "s3" {
    bucket = "acme-tfstate"
    key    = "waste/prod.tfstate"
    region = "eu-central-1"
  }
}
