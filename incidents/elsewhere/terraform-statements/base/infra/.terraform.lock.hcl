provider "providers.example/hashicorp/azurerm" {
  version     = "3.97.1"
  constraints = "3.97.1"
}
