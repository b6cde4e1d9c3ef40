# One secret per environment, and a role that can read no other. Terraform never sees what is in them: people put that in.

locals {
  issuer = trimprefix(var.cluster_issuer, "https://")
}

resource "aws_secretsmanager_secret" "service" {
  #checkov:skip=CKV2_AWS_57:A password changes together with its database, as docs/runbooks/certificate-rotation.md says.
  for_each = var.environments

  name        = "${var.name}/${each.key}"
  description = "Settings of ${var.name} in ${each.key} that must stay secret"
  kms_key_id  = var.kms_key_arn
  tags        = var.tags
}

data "aws_iam_openid_connect_provider" "cluster" {
  url = var.cluster_issuer
}

data "aws_iam_policy_document" "trust" {
  for_each = var.environments

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [data.aws_iam_openid_connect_provider.cluster.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["system:serviceaccount:${var.name}-${each.key}:${var.service_account}"]
    }
  }
}

data "aws_iam_policy_document" "read" {
  for_each = var.environments

  statement {
    sid       = "Read"
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.service[each.key].arn]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]
  }
}

resource "aws_iam_role" "secrets" {
  for_each = var.environments

  name               = "${var.name}-${each.key}-secrets"
  description        = "Lets External Secrets read the secrets of ${var.name} in ${each.key}"
  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json
  tags               = var.tags
}

resource "aws_iam_role_policy" "secrets" {
  for_each = var.environments

  name   = "secrets"
  role   = aws_iam_role.secrets[each.key].id
  policy = data.aws_iam_policy_document.read[each.key].json
}
