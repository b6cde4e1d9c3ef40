output "client_ids" {
  description = "Client id per environment; the annotation azure.workload.identity/client-id of the service account there."
  value       = { for environment, identity in azurerm_user_assigned_identity.secrets : environment => identity.client_id }
}

output "tenant_id" {
  description = "Tenant of the identities; the annotation azure.workload.identity/tenant-id of the service accounts."
  value       = one(distinct([for identity in azurerm_user_assigned_identity.secrets : identity.tenant_id]))
}
