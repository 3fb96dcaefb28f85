provider "providers.example/hashicorp/aws" {
  version     = "5.50.0"
  constraints = "~> 5.50"
}
