variable "name" {
  description = "Name of the service."
  type        = string
}

variable "project" {
  description = "Project that keeps the secrets."
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

variable "workload_identity_pool" {
  description = "Full name of the cluster's pool: projects/<number>/locations/global/workloadIdentityPools/<project>.svc.id.goog."
  type        = string
}

variable "labels" {
  description = "Labels of everything that is made here."
  type        = map(string)
  default     = {}
}
