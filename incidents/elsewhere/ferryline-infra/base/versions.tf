terraform {
  required_version = "~> 1.8"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.50"
    }
  }
  backend "s3" {
    bucket = "acme-ferryline-tfstate"
    key    = "prod.tfstate"
    region = "eu-north-1"
  }
}
