variable "name" {
  description = "Name of the service; the identities of its pipeline begin with it."
  type        = string
}

variable "repository" {
  description = "Name of the image without the registry's host."
  type        = string
}

variable "registry_name" {
  description = "Name of the registry. Its role assignment mode must be \"RBAC Registry + ABAC Repository Permissions\"."
  type        = string
}

variable "registry_resource_group_name" {
  description = "Resource group of the registry."
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

variable "ci_issuer" {
  description = "Who signs the identity tokens of the pipeline."
  type        = string
  default     = "https://token.actions.githubusercontent.com"
}

variable "release_subjects" {
  description = "Subjects of the identity tokens of runs that may push releases: those of the main branch."
  type        = set(string)
}

variable "preview_subjects" {
  description = "Subjects of the identity tokens of runs that may push and delete previews: pull requests and the main branch."
  type        = set(string)
}

variable "tags" {
  description = "Tags of everything that is made here."
  type        = map(string)
  default     = {}
}
