resource "azurerm_storage_account" "main" {
  name                     = "acmestatements${var.env}"
  resource_group_name      = "rg-statements"
  location                 = var.location
  account_tier             = "Standard"
  account_replication_type = "LRS"
  min_tls_version          = "TLS1_2"
  tags                     = local.tags
}

resource "azurerm_storage_container" "out" {
  name                 = "statements-out"
  storage_account_name = azurerm_storage_account.main.name
}

resource "azurerm_storage_container" "archive" {
  name                 = "statements-archive"
  storage_account_name = azurerm_storage_account.main.name
}
