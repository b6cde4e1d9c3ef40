output "secrets" {
  description = "Name of the secret per environment."
  value       = { for environment, secret in google_secret_manager_secret.service : environment => secret.secret_id }
}
