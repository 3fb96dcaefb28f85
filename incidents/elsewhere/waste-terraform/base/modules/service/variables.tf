variable "name" { type = string }
variable "cluster" { type = string }
variable "image" { type = string }
variable "desired" { type = number }
variable "subnets" { type = list(string) }
variable "security_groups" { type = list(string) }
variable "environment" {
  type    = map(string)
  default = {}
}
