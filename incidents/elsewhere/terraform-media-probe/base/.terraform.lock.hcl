provider "providers.example/hashicorp/aws" {
  version     = "5.41.0"
  constraints = "~> 5.40"
}
