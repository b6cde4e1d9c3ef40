variable "name" {
  description = "Name of the service."
  type        = string
}

variable "environments" {
  description = "Environments that have secrets of their own. Each is the namespace <name>-<environment>."
  type        = set(string)
  default     = ["development", "staging", "production"]
}

variable "service_account" {
  description = "Service account in those namespaces with which External Secrets reads."
  type        = string
}

variable "cluster_issuer" {
  description = "Who signs the identity tokens of the cluster. The account must know it as an OpenID Connect provider."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the secrets."
  type        = string
}

variable "tags" {
  description = "Tags of everything that is made here."
  type        = map(string)
  default     = {}
}
