# The identities with which the pipeline reaches its images in a registry that services share. A run proves itself with its
# identity token, so there is no password that could leak. The repositories come to be with the first push.

locals {
  # A run of a pull request executes code that nobody has reviewed: it must not reach what is released.
  identities = {
    release = {
      subjects     = var.release_subjects
      repositories = [var.repository, "${var.repository}-quarantine"]
      role         = "Container Registry Repository Writer"
      actions      = ["content/read", "content/write", "metadata/read", "metadata/write"]
    }
    preview = {
      subjects     = var.preview_subjects
      repositories = ["${var.repository}-preview"]
      role         = "Container Registry Repository Contributor"
      actions = [
        "content/read", "content/write", "content/delete",
        "metadata/read", "metadata/write", "metadata/delete",
      ]
    }
  }

  credentials = merge([
    for key, identity in local.identities : {
      for subject in identity.subjects :
      "${key} ${subject}" => { identity = key, subject = subject }
    }
  ]...)

  attributes = "Microsoft.ContainerRegistry/registries/repositories"
}

data "azurerm_container_registry" "shared" {
  name                = var.registry_name
  resource_group_name = var.registry_resource_group_name
}

resource "azurerm_user_assigned_identity" "ci" {
  for_each = local.identities

  name                = "${var.name}-${each.key}"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = var.tags
}

resource "azurerm_federated_identity_credential" "ci" {
  for_each = local.credentials

  name                      = substr(sha256(each.value.subject), 0, 16)
  user_assigned_identity_id = azurerm_user_assigned_identity.ci[each.value.identity].id
  audience                  = ["api://AzureADTokenExchange"]
  issuer                    = var.ci_issuer
  subject                   = each.value.subject
}

# The condition names every action of the role: one that it left out would hold for the whole registry.
resource "azurerm_role_assignment" "images" {
  for_each = local.identities

  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.ci[each.key].principal_id
  principal_type       = "ServicePrincipal"
  condition_version    = "2.0"
  condition = format(
    "((%s) OR (%s))",
    join(" AND ", [for action in each.value.actions : "!(ActionMatches{'${local.attributes}/${action}'})"]),
    join(" OR ", [for name in each.value.repositories : "@Request[${local.attributes}:name] StringEqualsIgnoreCase '${name}'"]),
  )
}
