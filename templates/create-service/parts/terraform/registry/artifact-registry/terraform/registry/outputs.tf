output "identity" {
  description = "Service account that pushes; the variable REGISTRY_IDENTITY of the service's repository."
  value       = google_service_account.ci.email
}
