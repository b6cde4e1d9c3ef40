# The account with which the pipeline reaches its images in a repository that services share. A run proves itself with its
# identity token, so there is no key that could leak. Artifact Registry grants per repository, not per image: a team that must
# not be able to overwrite the images of others needs a repository of its own.

locals {
  # Google allows 30 characters.
  account_id = length(var.name) <= 27 ? "${var.name}-ci" : "${substr(var.name, 0, 20)}-${substr(sha256(var.name), 0, 6)}-ci"
}

resource "google_service_account" "ci" {
  project      = var.project
  account_id   = local.account_id
  display_name = "Pipeline of ${var.name}"
}

resource "google_service_account_iam_member" "ci" {
  for_each = var.subjects

  service_account_id = google_service_account.ci.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/${var.workload_identity_pool}/subject/${each.value}"
}

# Of all roles that may push, the least that may also delete: previews go with their pull request.
resource "google_artifact_registry_repository_iam_member" "ci" {
  project    = var.project
  location   = var.location
  repository = var.repository_id
  role       = "roles/artifactregistry.repoAdmin"
  member     = google_service_account.ci.member
}
