output "release_identity" {
  description = "Role that pushes releases; the variable REGISTRY_IDENTITY of the service's repository."
  value       = aws_iam_role.ci["release"].arn
}

output "preview_identity" {
  description = "Role that pushes previews; the variable REGISTRY_PREVIEW_IDENTITY of the service's repository."
  value       = aws_iam_role.ci["preview"].arn
}

output "image" {
  description = "Full name of the image without tag."
  value       = aws_ecr_repository.image.repository_url
}
