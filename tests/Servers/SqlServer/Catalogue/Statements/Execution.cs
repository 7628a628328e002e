using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace RotationPS.Servers.SqlServer.Catalogue;

/// <summary>EXEC: of a string, of a system procedure or of a procedure of a database.</summary>
/// <param name="run">The batch it is in.</param>
internal sealed class Execution(BatchRun run)
{
    public async Task RunAsync(ExecuteSpecification specification, CancellationToken cancellationToken)
    {
        if (specification.LinkedServer is not null || specification.ExecuteContext is not null)
        {
            throw new UnknownToCatalogueException("EXEC … AT or AS");
        }

        switch (specification.ExecutableEntity)
        {
            case ExecutableStringList list:
                var text = string.Concat(run.Read(context => list.Strings.Select(part => Convert.ToString(new Expressions(context).Value(part, null), CultureInfo.InvariantCulture)).ToArray()));
                await InScopeAsync(text, [], cancellationToken).ConfigureAwait(false);
                break;
            case ExecutableProcedureReference { ProcedureReference.ProcedureReference.Name: { } name } procedure:
                var arguments = new ProcedureArguments(run, procedure.Parameters);
                var value = await CallAsync(name, arguments, cancellationToken).ConfigureAwait(false);
                if (specification.Variable is { } variable)
                {
                    run.Session.SetVariable(variable.Name, value);
                }
                else
                {
                    run.ReturnValue = value;
                }

                break;
            default:
                throw new UnknownToCatalogueException("EXEC of something else than a string or a procedure");
        }
    }

    private async Task<int> CallAsync(SchemaObjectName name, ProcedureArguments arguments, CancellationToken cancellationToken)
    {
        switch (name.BaseIdentifier.Value.ToUpperInvariant())
        {
            case "SP_EXECUTESQL":
                await ExecuteSqlAsync(arguments, cancellationToken).ConfigureAwait(false);
                return 0;
            case "SP_GETAPPLOCK":
                return await new ApplicationLockProcedures(run).TakeAsync(arguments, cancellationToken).ConfigureAwait(false);
            case "SP_RELEASEAPPLOCK":
                return new ApplicationLockProcedures(run).Release(arguments);
            case "SP_ADDEXTENDEDPROPERTY" or "SP_UPDATEEXTENDEDPROPERTY" or "SP_DROPEXTENDEDPROPERTY":
                await run.WriteAsync(
                    context => ExtendedPropertyProcedures.Run(
                        name.BaseIdentifier.Value, arguments, name.DatabaseIdentifier is { } database ? context.In(context.Open(database.Value)) : context),
                    cancellationToken).ConfigureAwait(false);
                return 0;
            case "SP_SET_SESSION_CONTEXT" or "SP_RESET_CONNECTION":
                return 0;
            default:
                return run.Read(context => CallOwn(name, context));
        }
    }

    private static int CallOwn(SchemaObjectName name, StatementContext context)
    {
        var (database, schema, item) = context.Find(name.DatabaseIdentifier?.Value, name.SchemaIdentifier?.Value, name.BaseIdentifier.Value);
        if (item is null && (name.BaseIdentifier.Value.StartsWith("sp_", StringComparison.OrdinalIgnoreCase) || Names.Same(name.SchemaIdentifier?.Value, "sys")))
        {
            throw new UnknownToCatalogueException($"the procedure {name.BaseIdentifier.Value}");
        }

        if (item is not { Type: "P" })
        {
            throw Errors.Of(2812, $"Could not find stored procedure '{string.Join('.', name.Identifiers.Select(part => part.Value))}'.", 16, 62);
        }

        return context.Access.Has(Need.OfObject(database, item, "EXECUTE")) ? 0 : throw Errors.Denied("EXECUTE", item.Name, database.Name, schema!.Name);
    }

    private async Task ExecuteSqlAsync(ProcedureArguments arguments, CancellationToken cancellationToken)
    {
        var text = (string)arguments.Value("@stmt", 0)!;
        var declared = arguments.Value("@params", 1) as string ?? arguments.Value("@parameters", 1) as string;
        List<(string Name, object? Value)> parameters = [];
        if (!string.IsNullOrWhiteSpace(declared))
        {
            var fragment = new TSql160Parser(true).Parse(new StringReader($"DECLARE {declared.Replace(" OUTPUT", string.Empty, StringComparison.OrdinalIgnoreCase)}"), out var errors);
            if (errors.Count > 0)
            {
                throw Errors.Of(102, errors[0].Message, 15, 1, endsBatch: true);
            }

            var declarations = ((DeclareVariableStatement)((TSqlScript)fragment).Batches[0].Statements[0]).Declarations;
            parameters.AddRange(declarations.Select((item, index) => (item.VariableName.Value, arguments.Value(item.VariableName.Value, index + 2))));
        }

        var database = run.Session.Database;
        var after = await InScopeAsync(text, parameters, cancellationToken).ConfigureAwait(false);
        run.Session.Database = database;
        arguments.Return(after);
    }

    private async Task<Dictionary<string, object?>> InScopeAsync(string text, List<(string Name, object? Value)> parameters, CancellationToken cancellationToken)
    {
        // What USE changes inside EXEC ends with it.
        var database = run.Session.Database;
        run.Session.EnterScope();
        try
        {
            foreach (var (name, value) in parameters)
            {
                run.Session.Declare(name, value);
            }

            await run.RunTextAsync(text, cancellationToken).ConfigureAwait(false);
            return parameters.ToDictionary(item => item.Name, item => run.Session.Variable(item.Name), StringComparer.OrdinalIgnoreCase);
        }
        finally
        {
            run.Session.LeaveScope();
            run.Session.Database = database;
        }
    }
}
