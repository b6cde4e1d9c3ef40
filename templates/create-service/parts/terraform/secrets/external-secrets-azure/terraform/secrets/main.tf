# One identity per environment, which can read the vault of that environment and nothing else. Terraform never sees what is in
# the vaults: people put that in.

resource "azurerm_user_assigned_identity" "secrets" {
  for_each = var.key_vault_ids

  name                = "${var.name}-${each.key}-secrets"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_federated_identity_credential" "cluster" {
  for_each = var.key_vault_ids

  name                      = "cluster"
  user_assigned_identity_id = azurerm_user_assigned_identity.secrets[each.key].id
  audience                  = ["api://AzureADTokenExchange"]
  issuer                    = var.cluster_issuer
  subject                   = "system:serviceaccount:${var.name}-${each.key}:${var.service_account}"
}

resource "azurerm_role_assignment" "secrets" {
  for_each = var.key_vault_ids

  scope                = each.value
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.secrets[each.key].principal_id
  principal_type       = "ServicePrincipal"
}
