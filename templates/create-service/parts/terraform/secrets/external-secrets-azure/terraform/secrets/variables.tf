variable "name" {
  description = "Name of the service."
  type        = string
}

variable "key_vault_ids" {
  description = "Key vault per environment, with role-based access: the one that its ClusterSecretStore reads. Each environment is the namespace <name>-<environment>."
  type        = map(string)
}

variable "service_account" {
  description = "Service account in those namespaces with which External Secrets reads."
  type        = string
}

variable "cluster_issuer" {
  description = "Who signs the identity tokens of the cluster."
  type        = string
}

variable "resource_group_name" {
  description = "Resource group for the identities."
  type        = string
}

variable "location" {
  description = "Region of the identities."
  type        = string
}

variable "tags" {
  description = "Tags of everything that is made here."
  type        = map(string)
  default     = {}
}
