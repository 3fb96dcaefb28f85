resource "azurerm_container_app" "exporter" {
  name                         = "${local.name}-exporter"
  resource_group_name          = "rg-statements"
  container_app_environment_id = "/subscriptions/000/resourceGroups/rg-statements/providers/Microsoft.App/managedEnvironments/main"
  revision_mode                = "Single"
  tags                         = local.tags

  template {
    min_replicas = 1
    max_replicas = 3
    container {
      name   = "exporter"
      image  = "acme.azurecr.example/exporter:main"
      cpu    = 0.5
      memory = "1Gi"
      env {
        name  = "OUT_CONTAINER"
        value = "statements-out"
      }
      env {
        name  = "ARCHIVE_CONTAINER"
        value = "statements-archive"
      }
      env {
        name  = "BATCH_SIZE"
        value = "200"
      }
    }
  }
}
