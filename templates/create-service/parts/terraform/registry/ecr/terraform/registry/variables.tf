variable "name" {
  description = "Name of the service; the roles of its pipeline begin with it."
  type        = string
}

variable "repository" {
  description = "Name of the image without the registry's host."
  type        = string
}

variable "ci_issuer" {
  description = "Who signs the identity tokens of the pipeline. The account must know it as an OpenID Connect provider."
  type        = string
  default     = "https://token.actions.githubusercontent.com"
}

variable "release_subjects" {
  description = "Subjects of the identity tokens of runs that may push releases: those of the main branch."
  type        = set(string)

  validation {
    condition     = !anytrue([for subject in var.release_subjects : strcontains(subject, "*")])
    error_message = "Subjects must be complete: a wildcard lets other branches and repositories in."
  }
}

variable "preview_subjects" {
  description = "Subjects of the identity tokens of runs that may push and delete previews: pull requests and the main branch."
  type        = set(string)

  validation {
    condition     = !anytrue([for subject in var.preview_subjects : strcontains(subject, "*")])
    error_message = "Subjects must be complete: a wildcard lets other branches and repositories in."
  }
}

variable "keep_days" {
  description = "After how many days images in quarantine and of previews are deleted."
  type        = number
  default     = 30
}

variable "tags" {
  description = "Tags of everything that is made here."
  type        = map(string)
  default     = {}
}
