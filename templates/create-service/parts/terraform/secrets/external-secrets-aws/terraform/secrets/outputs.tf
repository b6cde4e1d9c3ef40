output "roles" {
  description = "Role per environment; the annotation eks.amazonaws.com/role-arn of the service account there."
  value       = { for environment, role in aws_iam_role.secrets : environment => role.arn }
}

output "secrets" {
  description = "Name of the secret per environment."
  value       = { for environment, secret in aws_secretsmanager_secret.service : environment => secret.name }
}
