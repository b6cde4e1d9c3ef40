# One secret per environment, which the service account of that environment can read and no other. Terraform never sees what is
# in them: people put that in.

resource "google_secret_manager_secret" "service" {
  for_each = var.environments

  project   = var.project
  secret_id = "${var.name}-${each.key}"
  labels    = var.labels

  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_iam_member" "service" {
  for_each = var.environments

  project   = var.project
  secret_id = google_secret_manager_secret.service[each.key].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "principal://iam.googleapis.com/${var.workload_identity_pool}/subject/ns/${var.name}-${each.key}/sa/${var.service_account}"
}
