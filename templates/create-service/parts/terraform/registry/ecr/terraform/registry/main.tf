# Where the pipeline keeps images, and the roles with which it gets there. It assumes them with the identity token of a run,
# so there is no key that could leak.

locals {
  issuer = trimprefix(var.ci_issuer, "https://")

  # A run of a pull request executes code that nobody has reviewed: it must not reach what is released.
  identities = {
    release = {
      subjects  = var.release_subjects
      pushes    = [aws_ecr_repository.image.arn, aws_ecr_repository.temporary["quarantine"].arn]
      may_clean = false
    }
    preview = {
      subjects  = var.preview_subjects
      pushes    = [aws_ecr_repository.temporary["preview"].arn]
      may_clean = true
    }
  }
}

resource "aws_ecr_repository" "image" {
  name                 = var.repository
  image_tag_mutability = "IMMUTABLE"
  tags                 = var.tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}

resource "aws_ecr_repository" "temporary" {
  #checkov:skip=CKV_AWS_51:A run that is repeated pushes the tag of its commit again. What is released has immutable tags.
  for_each = toset(["quarantine", "preview"])

  name                 = "${var.repository}-${each.key}"
  image_tag_mutability = "MUTABLE"
  force_delete         = true
  tags                 = var.tags

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
  }
}

resource "aws_ecr_lifecycle_policy" "temporary" {
  for_each = aws_ecr_repository.temporary

  repository = each.value.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Nobody needs them longer"
      selection = {
        tagStatus   = "any"
        countType   = "sinceImagePushed"
        countUnit   = "days"
        countNumber = var.keep_days
      }
      action = { type = "expire" }
    }]
  })
}

data "aws_iam_openid_connect_provider" "ci" {
  url = var.ci_issuer
}

data "aws_iam_policy_document" "trust" {
  for_each = local.identities

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [data.aws_iam_openid_connect_provider.ci.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = each.value.subjects
    }
  }
}

data "aws_iam_policy_document" "images" {
  for_each = local.identities

  statement {
    sid       = "LogIn"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid = "PullAndPush"
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:UploadLayerPart",
    ]
    resources = each.value.pushes
  }

  dynamic "statement" {
    for_each = each.value.may_clean ? [each.value.pushes] : []

    content {
      sid       = "Clean"
      actions   = ["ecr:BatchDeleteImage", "ecr:ListImages"]
      resources = statement.value
    }
  }
}

resource "aws_iam_role" "ci" {
  for_each = local.identities

  name               = "${var.name}-${each.key}"
  description        = "Lets runs of the pipeline of ${var.name} push images: ${each.key}"
  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json
  tags               = var.tags
}

resource "aws_iam_role_policy" "images" {
  for_each = local.identities

  name   = "images"
  role   = aws_iam_role.ci[each.key].id
  policy = data.aws_iam_policy_document.images[each.key].json
}
