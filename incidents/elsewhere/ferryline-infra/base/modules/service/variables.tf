variable "name" { type = string }
variable "image" { type = string }
variable "cpu" { type = number }
variable "memory" { type = number }
variable "desired" { type = number }
variable "subnet_ids" { type = list(string) }
variable "sg_ids" { type = list(string) }
variable "db_host" { type = string }
