variable "env" {
  type    = string
  default = "prod"
}

variable "artifact_bucket" {
  type    = string
  default = "acme-media-artifacts"
}
