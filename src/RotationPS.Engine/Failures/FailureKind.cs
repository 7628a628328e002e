namespace RotationPS.Engine.Failures;

/// <summary>
/// Everything that can go wrong, one name per condition. The name is the error id that scripts test for
/// (<c>FullyQualifiedErrorId</c>), so a name, once released, stays.
/// </summary>
public enum FailureKind
{
    /// <summary>No connection to the server: its name does not resolve, nothing listens there, or the connection broke.</summary>
    Unreachable,

    /// <summary>The connection could not be encrypted as the secret demands.</summary>
    TlsRefused,

    /// <summary>The server refused the user name and password.</summary>
    LoginFailed,

    /// <summary>The account's validity has ended.</summary>
    AccountExpired,

    /// <summary>The password is right, but the server lets the account do nothing before it is changed.</summary>
    PasswordExpired,

    /// <summary>The account exists but may not log in.</summary>
    AccountLocked,

    /// <summary>The account does not exist.</summary>
    AccountNotFound,

    /// <summary>An account that was to be created exists already.</summary>
    AccountExists,

    /// <summary>The account that does the work lacks a right it needs.</summary>
    PermissionDenied,

    /// <summary>The server's own password policy refused the new password.</summary>
    PolicyRejected,

    /// <summary>The account's name, or that of its clone, is longer than the server takes.</summary>
    NameTooLong,

    /// <summary>An account with the clone's name exists and was not made by this module.</summary>
    CloneNotOurs,

    /// <summary>The role that two accounts were to share as their owner cannot serve as one, or is somebody else's.</summary>
    OwnerRoleRefused,

    /// <summary>The clone has other rights than its base.</summary>
    RightsDiffer,

    /// <summary>Another session holds the account's lock, or the store's, longer than we wait.</summary>
    Busy,

    /// <summary>A call took longer than it may.</summary>
    TimedOut,

    /// <summary>The database named in the secret does not exist on the server.</summary>
    DatabaseNotFound,

    /// <summary>The server answered with an error that has no kind of its own.</summary>
    ServerError,

    /// <summary>The rotation ended with an error that this module does not know: a fault of its own, or of what it builds on.</summary>
    Unexpected,

    /// <summary>The secret's value is bytes, not text.</summary>
    SecretBinary,

    /// <summary>The secret's value is not a JSON object.</summary>
    SecretNotJson,

    /// <summary>The secret's JSON lacks a key that the rotation needs.</summary>
    SecretKeyMissing,

    /// <summary>The secret's JSON has a needed key in the wrong case.</summary>
    SecretKeyWrongCase,

    /// <summary>A key of the secret's JSON has a value that cannot be used.</summary>
    SecretKeyInvalid,

    /// <summary>The secret's <c>port</c> is not a whole number from 1 to 65535.</summary>
    PortOutOfRange,

    /// <summary>The secret's <c>engine</c> is not one this module knows.</summary>
    EngineUnknown,

    /// <summary>No password can satisfy the policy that was asked for.</summary>
    PasswordPolicyInvalid,

    /// <summary>The secret of the superuser names another server than the secret of the account.</summary>
    SuperuserElsewhere,

    /// <summary>The superuser is the very account that is to be rotated, or its clone.</summary>
    SuperuserIsAccount,

    /// <summary>The pending version is for another account or server than the one whose turn it is.</summary>
    PendingForeign,

    /// <summary>Another rotation is unfinished, and what was asked for must wait for it.</summary>
    RotationUnfinished,

    /// <summary>The secret's schedule has passed a window in which it should have been rotated.</summary>
    RotationOverdue,

    /// <summary>The pending version cannot be abandoned: an account has its password.</summary>
    PendingInUse,

    /// <summary>The credentials of AWSPREVIOUS cannot become current again.</summary>
    PreviousUnusable,

    /// <summary>AWSCURRENT has moved since it was read, so what was asked for may no longer be meant.</summary>
    CurrentMoved,

    /// <summary>A rotation function rotates this secret too.</summary>
    AnotherWriter,

    /// <summary>The secret belongs to another service, which rotates it itself.</summary>
    SecretOwnedByService,

    /// <summary>The secret is a replica of one in another Region, and only that one can be changed.</summary>
    ReplicaSecret,

    /// <summary>The secret is marked for deletion.</summary>
    SecretDeleted,

    /// <summary>The secret has been rotated, but what was to be done after it failed.</summary>
    AfterRotationFailed,

    /// <summary>The log cannot be opened for writing.</summary>
    LogInaccessible,

    /// <summary>What was asked for does not go with what the secret is.</summary>
    NotApplicable,

    /// <summary>No secret, no version or no value under that id or label.</summary>
    ResourceNotFound,

    /// <summary>A secret of that name, or a version with that id and another value, exists already.</summary>
    ResourceExists,

    /// <summary>A value handed to the store is outside its rules, or a label sits elsewhere than expected.</summary>
    InvalidParameter,

    /// <summary>The store cannot do this in the secret's present state.</summary>
    InvalidRequest,

    /// <summary>A limit of the store is reached.</summary>
    LimitExceeded,

    /// <summary>The store cannot decrypt the value.</summary>
    DecryptionFailure,

    /// <summary>The store cannot encrypt the value.</summary>
    EncryptionFailure,

    /// <summary>The store failed in a way that is not ours to mend.</summary>
    InternalServiceError,

    /// <summary>The store refuses the caller the operation.</summary>
    AccessDenied,

    /// <summary>The store has no credentials to ask with: none were given and none were found.</summary>
    CredentialsMissing,

    /// <summary>The store's credentials are no longer valid.</summary>
    CredentialsExpired,

    /// <summary>What was given as the store's credentials is wrong, unknown to it, or no credentials at all.</summary>
    CredentialsInvalid,

    /// <summary>The profile that was named does not exist.</summary>
    ProfileNotFound,

    /// <summary>No Region was given and none is set anywhere.</summary>
    RegionMissing,

    /// <summary>The store takes no more calls for the moment.</summary>
    Throttled,

    /// <summary>This machine's clock is too far from the store's.</summary>
    ClockSkew,

    /// <summary>What answered is not the store, or the answer is damaged.</summary>
    AnswerNotUnderstood,

    /// <summary>There is no vault in that folder.</summary>
    VaultNotFound,

    /// <summary>The vault's database is damaged.</summary>
    VaultDamaged,

    /// <summary>The file where the vault's database should be is something else.</summary>
    VaultForeign,

    /// <summary>The vault was written by a newer version of this module.</summary>
    VaultNewer,

    /// <summary>The vault's keys are missing.</summary>
    VaultKeyMissing,

    /// <summary>The vault's folder or files cannot be read or written.</summary>
    VaultInaccessible,
}
