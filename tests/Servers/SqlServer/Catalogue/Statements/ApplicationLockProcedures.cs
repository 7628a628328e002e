namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>sp_getapplock and sp_releaseapplock.</summary>
/// <param name="run">The batch they are in.</param>
internal sealed class ApplicationLockProcedures(BatchRun run)
{
    private const int WrongCall = -999;

    private static readonly string[] Modes = ["Shared", "Update", "IntentShared", "IntentExclusive", "Exclusive"];

    public async Task<int> TakeAsync(ProcedureArguments arguments, CancellationToken cancellationToken)
    {
        arguments.Only("@Resource", "@LockMode", "@LockOwner", "@LockTimeout", "@DbPrincipal");
        var mode = arguments.Text("@LockMode", 1, string.Empty);
        var isOfTransaction = !Names.Same(arguments.Text("@LockOwner", 2, "Transaction"), "Session");
        var timeout = arguments.Number("@LockTimeout", 3, run.Session.LockTimeout);
        if (Name(arguments, 4) is not { } name || !Modes.Contains(mode, StringComparer.OrdinalIgnoreCase))
        {
            return WrongCall;
        }

        if (isOfTransaction && run.Session.TransactionCount == 0)
        {
            run.Messages.Add(new SqlError(
                1222, 16, 1, "The statement or function must be executed in the context of a user transaction."));
            return WrongCall;
        }

        var wanted = new HeldLock(name, run.Session, mode, isOfTransaction);
        return await run.Session.Catalogue.Locks.TakeAsync(wanted, timeout, run.Session.Catalogue.Clock, cancellationToken).ConfigureAwait(false);
    }

    public int Release(ProcedureArguments arguments)
    {
        arguments.Only("@Resource", "@LockOwner", "@DbPrincipal");
        var isOfTransaction = !Names.Same(arguments.Text("@LockOwner", 1, "Transaction"), "Session");
        if (Name(arguments, 2) is not { } name || !run.Session.Catalogue.Locks.Release(run.Session, name, isOfTransaction))
        {
            throw Errors.Of(
                1223,
                $"Cannot release the application lock (Database Principal: '{arguments.Text("@DbPrincipal", 2, "public")}', Resource: '{arguments.Text("@Resource", 0, string.Empty)}') because it is not currently held.");
        }

        return 0;
    }

    /// <summary>The lock's name; null where the caller is not in the database principal.</summary>
    private LockName? Name(ProcedureArguments arguments, int place) => run.Read<LockName?>(context =>
    {
        var principal = arguments.Text("@DbPrincipal", place, "public");
        var resource = arguments.Text("@Resource", 0, string.Empty);
        var found = context.Database.Principal(principal);
        var isIn = found is not null && (context.Access.IsDbo(context.Database) || context.Access.Tokens(context.Database).Contains(found.Id));
        return isIn && resource.Length is > 0 and <= 255 ? new LockName(context.Database.Id, found!.Name.ToLowerInvariant(), resource) : null;
    });
}
