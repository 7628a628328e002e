using System.Management.Automation;
using RotationPS.Engine.Failures;

namespace RotationPS;

/// <summary>Turns the engine's failures into PowerShell's error records: the kind is the error id.</summary>
internal static class ErrorRecords
{
    /// <param name="failure">What went wrong.</param>
    /// <param name="target">What was being worked on: the id of the secret.</param>
    public static ErrorRecord From(RotationException failure, object? target) =>
        new(failure, failure.Kind.ToString(), CategoryOf(failure.Kind), target);

    private static ErrorCategory CategoryOf(FailureKind kind) => kind switch
    {
        FailureKind.Unreachable => ErrorCategory.ConnectionError,
        FailureKind.TlsRefused => ErrorCategory.SecurityError,
        FailureKind.LoginFailed or FailureKind.AccountExpired or FailureKind.PasswordExpired or FailureKind.AccountLocked
            or FailureKind.CredentialsMissing or FailureKind.CredentialsExpired or FailureKind.CredentialsInvalid => ErrorCategory.AuthenticationError,
        FailureKind.PermissionDenied or FailureKind.AccessDenied or FailureKind.VaultInaccessible => ErrorCategory.PermissionDenied,
        FailureKind.LogInaccessible => ErrorCategory.OpenError,
        FailureKind.AccountNotFound or FailureKind.DatabaseNotFound or FailureKind.ResourceNotFound
            or FailureKind.VaultNotFound or FailureKind.VaultKeyMissing or FailureKind.ProfileNotFound => ErrorCategory.ObjectNotFound,
        FailureKind.AccountExists or FailureKind.ResourceExists => ErrorCategory.ResourceExists,
        FailureKind.Busy => ErrorCategory.ResourceBusy,
        FailureKind.TimedOut => ErrorCategory.OperationTimeout,
        FailureKind.LimitExceeded => ErrorCategory.LimitsExceeded,
        FailureKind.Throttled => ErrorCategory.QuotaExceeded,
        FailureKind.SecretNotJson or FailureKind.SecretBinary or FailureKind.AnswerNotUnderstood or FailureKind.SecretKeyMissing or FailureKind.SecretKeyWrongCase or FailureKind.SecretKeyInvalid
            or FailureKind.PortOutOfRange or FailureKind.EngineUnknown or FailureKind.VaultDamaged or FailureKind.VaultForeign
            or FailureKind.VaultNewer or FailureKind.DecryptionFailure or FailureKind.EncryptionFailure => ErrorCategory.InvalidData,
        FailureKind.NameTooLong or FailureKind.RegionMissing or FailureKind.PasswordPolicyInvalid or FailureKind.InvalidParameter => ErrorCategory.InvalidArgument,
        FailureKind.ServerError or FailureKind.InternalServiceError => ErrorCategory.InvalidResult,
        _ => ErrorCategory.InvalidOperation,
    };
}
