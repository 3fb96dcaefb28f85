variable "env" {
  type    = string
  default = "prod"
}

variable "location" {
  type    = string
  default = "westeurope"
}
