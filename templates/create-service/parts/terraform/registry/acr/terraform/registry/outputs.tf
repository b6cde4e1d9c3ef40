output "release_identity" {
  description = "Client id that pushes releases; the variable REGISTRY_IDENTITY of the service's repository."
  value       = azurerm_user_assigned_identity.ci["release"].client_id
}

output "preview_identity" {
  description = "Client id that pushes previews; the variable REGISTRY_PREVIEW_IDENTITY of the service's repository."
  value       = azurerm_user_assigned_identity.ci["preview"].client_id
}

output "identity_provider" {
  description = "Tenant of the identities; the variable REGISTRY_IDENTITY_PROVIDER of the service's repository."
  value       = azurerm_user_assigned_identity.ci["release"].tenant_id
}
