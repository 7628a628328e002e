#Requires -Version 7.4

<#
.SYNOPSIS
A runbook for Azure Automation (PowerShell 7.4) that rotates every secret of AWS Secrets Manager that is due.
.DESCRIPTION
The module RotationPS has to be among the modules of the Automation account. AWS is entered in one of two ways:

-RoleArn: the managed identity of the account assumes this role of AWS, by way of an identity provider in IAM that trusts the
tenant and the audience. No key is kept anywhere.

-CredentialName: the access key is in a credential of the Automation account, its id as the user name and its secret as the
password.

Azure Automation runs an interrupted runbook again from its beginning. That does no harm: what was rotated is no longer due,
and what was begun is finished. The job fails where a secret failed; the first line of its output is the result. The parameters
from -SecretId on are those of Invoke-DueRotation.ps1; a list is one text with commas, and a number a text of digits.
#>
param(
    [Parameter(Mandatory)]
    [string] $Region,
    [string] $RoleArn,
    [string] $Audience = 'api://AzureADTokenExchange',
    [string] $CredentialName,
    [string] $SecretId,
    [string] $Tag,
    [string] $ThrottleLimit,
    [string] $ServerLimit,
    [string] $StopAfterFailures,
    [string] $Canary,
    [string] $ShardIndex,
    [string] $ShardCount,
    [string] $PasswordFor,
    [string] $PasswordLength,
    [string] $ExcludeCharacters,
    [string] $TestTimeout,
    [string] $FinishTimeout,
    [switch] $AllowRightsDifference
)

$ErrorActionPreference = 'Stop'
$tokenFile = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), [System.IO.Path]::GetRandomFileName())
$variables = 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME', 'AWS_WEB_IDENTITY_TOKEN_FILE'

# https://learn.microsoft.com/azure/automation/enable-managed-identity-for-automation has how a runbook asks for its token.
function Save-IdentityToken {
    if (-not $env:IDENTITY_ENDPOINT) {
        throw 'This Automation account has no managed identity. Turn it on under Identity, or give -CredentialName for an access key.'
    }
    $headers = @{ 'X-IDENTITY-HEADER' = $env:IDENTITY_HEADER; Metadata = 'True' }
    $answer = Invoke-RestMethod $env:IDENTITY_ENDPOINT -Method Post -Headers $headers -Body @{ resource = $Audience } -ContentType 'application/x-www-form-urlencoded'
    [System.IO.File]::WriteAllText($tokenFile, $answer.access_token)
}

function Enter-Aws {
    if ($CredentialName) {
        $key = Get-AutomationPSCredential -Name $CredentialName
        if (-not $key) { throw "There is no credential '$CredentialName' in this Automation account." }
        $env:AWS_ACCESS_KEY_ID = $key.UserName
        $env:AWS_SECRET_ACCESS_KEY = $key.GetNetworkCredential().Password
    }
    elseif ($RoleArn) {
        Save-IdentityToken
        $env:AWS_ROLE_ARN = $RoleArn
        $env:AWS_ROLE_SESSION_NAME = 'RotationPS'
        $env:AWS_WEB_IDENTITY_TOKEN_FILE = $tokenFile
    }
    else {
        throw 'Give -RoleArn for the managed identity, or -CredentialName for an access key.'
    }
}

function Exit-Aws {
    foreach ($variable in $variables) { [System.Environment]::SetEnvironmentVariable($variable, $null) }
    [System.IO.File]::Delete($tokenFile)
}

$arguments = @{ Region = $Region }
$ways = 'Region', 'RoleArn', 'Audience', 'CredentialName'
foreach ($name in $PSBoundParameters.Keys) {
    if ($name -notin $ways) { $arguments[$name] = $PSBoundParameters[$name] }
}

try {
    Enter-Aws
    $module = (Get-Module RotationPS) ?? (Import-Module RotationPS -PassThru)
    & ([System.IO.Path]::Combine($module.ModuleBase, 'Runbooks', 'Invoke-DueRotation.ps1')) @arguments
    if ($LASTEXITCODE) { throw "The rotation ended with exit code $LASTEXITCODE; the first line of the output says why." }
}
finally {
    Exit-Aws
}
