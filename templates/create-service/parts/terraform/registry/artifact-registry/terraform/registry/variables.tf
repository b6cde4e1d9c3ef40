variable "name" {
  description = "Name of the service; the account of its pipeline begins with it."
  type        = string
}

variable "project" {
  description = "Project of the registry."
  type        = string
}

variable "location" {
  description = "Location of the repository, such as europe-west3 or europe."
  type        = string
}

variable "repository_id" {
  description = "Repository that keeps the images: the third part of the image's name."
  type        = string
}

variable "workload_identity_pool" {
  description = "Full name of the pool that knows the CI system: projects/<number>/locations/global/workloadIdentityPools/<pool>."
  type        = string
}

variable "subjects" {
  description = "Subjects of the identity tokens of runs that may push: those of the main branch and of pull requests."
  type        = set(string)
}
