namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>
/// Decides logins.
/// The errors: https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-18456-database-engine-error and its neighbours.
/// </summary>
/// <param name="catalogue">The server.</param>
/// <param name="model">Its model.</param>
internal sealed class LoginCheck(SqlCatalogue catalogue, ServerModel model)
{
    private DateTime Now => catalogue.Clock.GetUtcNow().UtcDateTime;

    public (Caller Caller, string Database) Decide(SqlLoginRequest request)
    {
        if (request.Database is { } wanted && model.Database(wanted) is { IsOffline: false } home
            && home.Principals.Find(user => user.Authentication == 2 && Names.Same(user.Name, request.UserName)) is { } user)
        {
            return (Contained(request, home, user), home.Name);
        }

        var login = model.Login(request.UserName) ?? throw Failed(request.UserName);
        CheckPassword(request, login);
        if (login.IsDisabled)
        {
            throw Refused(18470, $"Login failed for user '{login.Name}'. Reason: The account is disabled.");
        }

        var caller = new Caller(login.Id, null, null, login.Name);
        var access = new Access(model, caller);
        if (!access.HasServer("CONNECT SQL"))
        {
            throw Failed(request.UserName);
        }

        ChangePassword(request, login);
        return (caller, Database(request, login, access));
    }

    private static SqlRefusedException Failed(string user) => Refused(18456, $"Login failed for user '{user}'.");

    private static SqlRefusedException Refused(int number, string message) => new(new SqlError(number, 14, 1, message));

    private static SqlRefusedException Refused(SqlError first, string user) =>
        new(first, new SqlError(18456, 14, 1, $"Login failed for user '{user}'."));

    private Caller Contained(SqlLoginRequest request, DatabaseModel home, DatabasePrincipal user)
    {
        if (!PasswordHash.Matches(request.Password, user.PasswordHash))
        {
            throw Failed(request.UserName);
        }

        var caller = new Caller(null, home.Id, user.Id, user.Name);
        if (!new Access(model, caller).MayConnect(home))
        {
            throw Failed(request.UserName);
        }

        if (request.NewPassword is { } password)
        {
            Checked(user.Name, password, []);
            SetPassword(home.Name, user.Id, PasswordHash.Of(password));
        }

        return caller;
    }

    private void SetPassword(string home, int id, byte[] hash)
    {
        foreach (var user in catalogue.Models.Select(one => one.Database(home)?.Principal(id)).OfType<DatabasePrincipal>())
        {
            user.PasswordHash = hash;
            user.Modified = Now;
        }
    }

    private void SetPassword(int id, byte[] hash)
    {
        foreach (var login in catalogue.Models.Select(one => one.Principal(id)).OfType<ServerPrincipal>())
        {
            login.PasswordHistory.Add(login.PasswordHash!);
            login.PasswordHash = hash;
            login.PasswordSet = login.Modified = Now;
            login.MustChange = false;
        }
    }

    private void CheckPassword(SqlLoginRequest request, ServerPrincipal login)
    {
        if (catalogue.Policy.IsLocked(login, Now))
        {
            throw Refused(
                18486,
                $"Login failed for user '{login.Name}' because the account is currently locked out. The system administrator can unlock it. ");
        }

        if (!PasswordHash.Matches(request.Password, login.PasswordHash))
        {
            if (login.IsPolicyChecked)
            {
                login.State.BadPasswords++;
                login.State.BadPasswordTime = Now;
                login.State.LockoutTime = catalogue.Policy.LockoutThreshold > 0 && login.State.BadPasswords >= catalogue.Policy.LockoutThreshold ? Now : null;
            }

            throw Failed(request.UserName);
        }

        login.State.BadPasswords = 0;
        login.State.LockoutTime = null;
    }

    private void ChangePassword(SqlLoginRequest request, ServerPrincipal login)
    {
        if (request.NewPassword is { } password)
        {
            if (login.IsPolicyChecked)
            {
                Checked(login.Name, password, [.. login.PasswordHistory, login.PasswordHash!]);
            }

            SetPassword(login.Id, PasswordHash.Of(password));
            return;
        }

        if (login.MustChange)
        {
            throw Refused(18488, $"Login failed for user '{login.Name}'.  Reason: The password of the account must be changed.");
        }

        if (catalogue.Policy.IsExpired(login, Now))
        {
            throw Refused(18487, $"Login failed for user '{login.Name}'.  Reason: The password of the account has expired.");
        }
    }

    private void Checked(string name, string password, IEnumerable<byte[]> former)
    {
        try
        {
            catalogue.Policy.Check(name, password, former);
        }
        catch (StatementFailedException failure)
        {
            throw Refused(failure.Error, name);
        }
    }

    private string Database(SqlLoginRequest request, ServerPrincipal login, Access access)
    {
        var isAsked = !string.IsNullOrEmpty(request.Database);
        var name = isAsked ? request.Database! : login.DefaultDatabase ?? "master";
        if (model.Database(name) is { IsOffline: false } database && access.MayConnect(database))
        {
            return database.Name;
        }

        throw Refused(
            isAsked
                ? new SqlError(4060, 11, 1, $"Cannot open database \"{name}\" requested by the login. The login failed.")
                : new SqlError(4064, 11, 1, "Cannot open user default database. Login failed."),
            login.Name);
    }
}
