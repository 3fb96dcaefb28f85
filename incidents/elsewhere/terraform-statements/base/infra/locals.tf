locals {
  name = "statements-${var.env}"
  tags = {
    owner = "core-banking"
    env   = var.env
  }
}
