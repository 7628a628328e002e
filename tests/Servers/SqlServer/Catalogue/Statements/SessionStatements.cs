using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>The statements that only change the connection: USE, SET, DECLARE, transactions, KILL.</summary>
internal static class SessionStatements
{
    /// <summary>Runs the statement where it is one of these.</summary>
    /// <returns>Whether it is.</returns>
    public static bool Run(TSqlStatement statement, BatchRun run)
    {
        switch (statement)
        {
            case UseStatement use:
                run.Session.Database = run.Read(context => Use(use.DatabaseName.Value, context)).Name;
                return true;
            case DeclareVariableStatement declare:
                Declare(declare, run);
                return true;
            case SetVariableStatement set:
                run.Session.SetVariable(set.Variable.Name, run.Read(context => new Expressions(context).Value(set.Expression, null)));
                return true;
            case PredicateSetStatement { Options: var options } set:
                run.Session.XactAbort = options.HasFlag(SetOptions.XactAbort) ? set.IsOn : run.Session.XactAbort;
                return true;
            case SetTransactionIsolationLevelStatement or SetTextSizeStatement:
                return true;
            case SetCommandStatement set:
                foreach (var command in set.Commands.OfType<GeneralSetCommand>().Where(item => item.CommandType == GeneralSetCommandType.LockTimeout))
                {
                    run.Session.LockTimeout = Number(command.Parameter, run);
                }

                return true;
            case PrintStatement print:
                run.Messages.Add(new SqlError(0, 0, 1, SqlConversion.Text(run.Read(context => new Expressions(context).Value(print.Expression, null)) ?? string.Empty, 0)));
                return true;
            case RaiseErrorStatement raise:
                Raise(raise, run);
                return true;
            case KillStatement kill:
                Kill(Number(kill.Parameter, run), run);
                return true;
            default:
                return Transaction(statement, run);
        }
    }

    private static DatabaseModel Use(string name, StatementContext context)
    {
        if (context.Catalogue.Flavour == SqlFlavour.AzureSqlDatabase && !Names.Same(name, context.Database.Name))
        {
            throw Errors.Of(
                40508, "USE statement is not supported to switch between databases. Use a new connection to connect to a different database.");
        }

        return context.CheckAccess(context.Server.Database(name) ?? throw Errors.NoDatabase(name));
    }

    private static void Declare(DeclareVariableStatement declare, BatchRun run)
    {
        foreach (var variable in declare.Declarations)
        {
            var value = variable.Value is null
                ? null
                : run.Read(context => SqlConversion.To(new Expressions(context).Value(variable.Value, null), variable.DataType));
            run.Session.Declare(variable.VariableName.Value, value);
        }
    }

    private static int Number(ScalarExpression expression, BatchRun run) =>
        Convert.ToInt32(run.Read(context => new Expressions(context).Value(expression, null)), CultureInfo.InvariantCulture);

    private static void Raise(RaiseErrorStatement raise, BatchRun run)
    {
        var severity = (byte)Number(raise.SecondParameter, run);
        var message = run.Read(context => new Expressions(context).Value(raise.FirstParameter, null));
        var error = message is string text
            ? new SqlError(50000, severity, (byte)Number(raise.ThirdParameter, run), text)
            : throw new UnknownToCatalogueException("RAISERROR by number");
        if (severity > 10)
        {
            throw new StatementFailedException(error);
        }

        run.Messages.Add(error);
    }

    private static void Kill(int spid, BatchRun run)
    {
        run.Read(context => context.Access.HasServer("ALTER ANY CONNECTION")
            ? true
            : throw Errors.Of(6102, "User does not have permission to use the KILL statement.", 14));
        if (spid == run.Session.Spid)
        {
            throw Errors.Of(6104, "Cannot use KILL to kill your own process.");
        }

        var victim = run.Session.Catalogue.Sessions.FirstOrDefault(session => session.Spid == spid)
            ?? throw Errors.Of(6106, $"Process ID {spid} is not an active process ID.");
        victim.Kill();
    }

    private static bool Transaction(TSqlStatement statement, BatchRun run)
    {
        lock (run.Session.Catalogue.Gate)
        {
            switch (statement)
            {
                case BeginTransactionStatement:
                    run.Session.TransactionCount++;
                    return true;
                case CommitTransactionStatement when run.Session.TransactionCount == 0:
                    throw Errors.Of(3902, "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.");
                case CommitTransactionStatement when run.Session.TransactionCount > 1:
                    run.Session.TransactionCount--;
                    return true;
                case CommitTransactionStatement:
                    run.Session.EndTransaction(isCommitted: true);
                    return true;
                case SaveTransactionStatement save when run.Session.TransactionCount > 0:
                    run.Session.Savepoints[save.Name.Value] = run.Session.Catalogue.Current(run.Session).Copy();
                    return true;
                case RollbackTransactionStatement { Name.Value: { } name } when run.Session.Savepoints.TryGetValue(name, out var saved):
                    run.Session.Catalogue.RollBackTo(run.Session, saved);
                    return true;
                case RollbackTransactionStatement when run.Session.TransactionCount == 0:
                    throw Errors.Of(3903, "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.");
                case RollbackTransactionStatement:
                    run.Session.EndTransaction(isCommitted: false);
                    return true;
                default:
                    return false;
            }
        }
    }
}
